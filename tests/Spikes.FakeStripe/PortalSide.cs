using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Spikes.FakeStripe;

/// <summary>The page where people manage what they pay for; here also what Stripe does by itself.</summary>
internal sealed class PortalSide(FakeSessions sessions, EventSender events)
{
    private static readonly (string Action, string Label)[] Buttons =
    [
        ("fail", "A payment fails"), ("pay", "The payment succeeds"), ("pause", "Pause"), ("resume", "Resume"), ("cancel", "Cancel the plan"),
        ("delete", "Delete the customer"),
    ];

    public void Map(WebApplication app)
    {
        app.MapGet("/portal/{id}", Show);
        app.MapPost("/portal/{id}", ActAsync).DisableAntiforgery();
    }

    private IResult Show(string id)
    {
        if (sessions.Portal(id) is not { } portal)
            return Page.NotFound;
        var subscription = sessions.Subscription(portal.Customer);
        var back = portal.ReturnUrl is { } url ? Page.Link(url, "Return") : "";
        return Page.Of(
            "Billing",
            $"<p>{Page.Text(portal.Customer)}, price {Page.Text(subscription.Price)}: <strong>{Page.Text(subscription.Status)}</strong>.</p>"
            + string.Concat(Buttons.Select(button => Page.Button(button.Action, button.Label))) + back);
    }

    private async Task<IResult> ActAsync(string id, HttpContext context)
    {
        var action = (await context.Request.ReadFormAsync())["action"].ToString();
        if (sessions.Portal(id) is not { } portal || Told(sessions.Subscription(portal.Customer), action) is not { } told)
            return Page.NotFound;
        var status = await events.SendAsync(told.Events);
        sessions.Add(told.After);
        return status == 200 ? Page.Leave("/portal/" + id) : Page.Of("Not told", $"<p>The webhook answered {status}. Stripe would send it again by itself; here, go back and press once more.</p>");
    }

    private static (FakeSubscription After, FakeEvent[] Events)? Told(FakeSubscription before, string action)
    {
        var (active, pastDue) = (before with { Status = "active" }, before with { Status = "past_due" });
        return action switch
        {
            "fail" => (pastDue, [pastDue.Invoiced(false), pastDue.Changed("updated")]),
            "pay" => (active, [active.Invoiced(true), active.Changed("updated")]),
            "pause" => Changed("paused", "paused"),
            "resume" => Changed("active", "resumed"),
            "cancel" => Changed("canceled", "deleted"),
            "delete" => (before with { Status = "gone" }, [before.CustomerDeleted()]),
            _ => null,
        };

        (FakeSubscription, FakeEvent[])? Changed(string status, string what)
        {
            var after = before with { Status = status };
            return (after, [after.Changed(what)]);
        }
    }
}
