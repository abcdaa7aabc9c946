using Spikes.FakeStripe;

namespace Spikes.Contract.Tests.Billing;

/// <summary>The event table of the contract, read for one subscription whose events come in order, each once.</summary>
internal sealed class InOrderModel
{
    private string _plan = "pro";
    private bool _isSubscriptionDeleted;

    public string Tier { get; private set; } = "free";

    /// <summary>Whether there is a portal.</summary>
    public bool IsLinked { get; private set; }

    public static InOrderModel Of(IEnumerable<FakeEvent> events)
    {
        var model = new InOrderModel { IsLinked = true };
        foreach (var next in events.OrderBy(next => next.Created))
            model.Apply(next);
        return model;
    }

    private void Apply(FakeEvent next)
    {
        switch (next.Type)
        {
            case "customer.subscription.created" or "customer.subscription.resumed":
                Pay(next);
                break;
            case "customer.subscription.updated":
                var status = (string)next.About["status"]!;
                if (status is "active" or "trialing")
                    Pay(next);
                else
                    Lapse(next, status == "past_due" ? "grace" : "free");
                break;
            case "customer.subscription.paused":
                Lapse(next, "free");
                break;
            case "customer.subscription.deleted":
                _isSubscriptionDeleted = true;
                Tier = "free";
                break;
            case "invoice.payment_failed" when !_isSubscriptionDeleted && (string?)next.About["billing_reason"] != "subscription_create":
                Tier = "grace";
                break;
            case "invoice.payment_succeeded" when !_isSubscriptionDeleted:
                Tier = _plan;
                break;
            case "customer.deleted":
                (Tier, IsLinked) = ("free", false);
                break;
        }
    }

    private void Pay(FakeEvent next) => Tier = _plan = PlanOf(next);

    private void Lapse(FakeEvent next, string tier)
    {
        _plan = PlanOf(next);
        Tier = tier;
    }

    private static string PlanOf(FakeEvent next) =>
        (string)next.About["items"]!["data"]![0]!["price"]!["id"]! == BillingFront.AgentPrice ? "agent" : "pro";
}
