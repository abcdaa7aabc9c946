using Microsoft.OpenApi;
using static Spikes.Gateway.OpenApi.Shape;

namespace Spikes.Gateway.OpenApi;

/// <summary>The body of GET /usage: no type describes it, because one tier adds members.</summary>
internal static class UsageSchemas
{
    public const string Usage = "Usage";

    private static readonly string[] OfAgents =
        ["cost_this_period_cents", "monthly_cap_cents", "period_ends", "spikes_this_period", "shares_this_period"];

    public static IEnumerable<KeyValuePair<string, OpenApiSchema>> All() => [new(Usage, UsageSchema())];

    private static OpenApiSchema UsageSchema()
    {
        var schema = Object(
            ("spikes", Whole(min: 0).About("Spikes stored now, in all shares together.")),
            ("spike_limit", Whole(min: 0).OrNull().About("The limit per share; null for none.")),
            ("shares", Whole(min: 0).About("Shares now.")),
            ("share_limit", Whole(min: 0).OrNull().About("Null for none.")),
            ("tier", Choice("free", "pro", "agent", "grace")),
            ("reset_at", Text(format: "date-time").About("The first instant of the next UTC month.")),
            ("cost_this_period_cents", Whole(min: 0).About("Tier `agent` only, as all that follow. Rounded up.")),
            ("monthly_cap_cents", Whole(min: 0).OrNull().About("The cap of the key that asks; null for none, and for a user token.")),
            ("period_ends", Text(format: "date-time").About("The same as `reset_at`.")),
            ("spikes_this_period", Whole(min: 0).About("Spikes that were paid for this month, deleted ones included.")),
            ("shares_this_period", Whole(min: 0).About("Shares that were paid for this month, deleted ones included.")));
        schema.Required!.ExceptWith(OfAgents);
        return schema.About("What an account holds and may hold.");
    }
}
