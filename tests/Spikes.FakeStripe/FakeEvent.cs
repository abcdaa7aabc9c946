using System.Text;
using System.Text.Json.Nodes;

namespace Spikes.FakeStripe;

/// <summary>An event as Stripe sends it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="About">Its <c>data.object</c>.</param>
public sealed record FakeEvent(string Type, JsonObject About)
{
    public string Id { get; init; } = "evt_" + FakeIds.Random(24);

    /// <summary>When Stripe made it, in Unix seconds.</summary>
    public long Created { get; init; } = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The version of Stripe's API by which the object is written.</summary>
    public string? ApiVersion { get; init; } = "2025-09-30.clover";

    /// <summary>The event at another time.</summary>
    public FakeEvent At(long created) => this with { Created = created };

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["object"] = "event",
        ["api_version"] = ApiVersion,
        ["created"] = Created,
        ["data"] = new JsonObject { ["object"] = About.DeepClone() },
        ["livemode"] = false,
        ["pending_webhooks"] = 1,
        ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
        ["type"] = Type,
    };

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToJson().ToJsonString());
}
