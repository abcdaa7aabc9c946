using Spikes.FakeStripe;

namespace Spikes.Contract.Tests.Billing;

/// <summary>The event table of the contract, read for a customer with one subscription whose events come in order, each once.</summary>
internal sealed class InOrderModel
{
    private string _plan = "pro";
    private string _tier = "free";
    private bool _isSubscriptionDeleted;
    private bool _isCustomerDeleted;

    /// <summary>Of the user.</summary>
    public string Tier => IsLinked ? _tier : "free";

    /// <summary>Whether there is a portal.</summary>
    public bool IsLinked { get; private set; }

    /// <summary>
    /// Sorts events by their seconds; within a second a creation comes first, then each as it is given. What is given after the customer's
    /// deletion and stands before it counts for nothing.
    /// </summary>
    public static InOrderModel Of(IReadOnlyList<FakeEvent> events)
    {
        var model = new InOrderModel();
        var untilDeletion = events.TakeWhile(next => next.Type != "customer.deleted").Count();
        var counting = events.Where((next, number) => number <= untilDeletion || Place(next).CompareTo(Place(events[untilDeletion])) >= 0);
        foreach (var next in counting.OrderBy(Place))
        {
            model.Link(next);
            model.Apply(next);
        }

        return model;
    }

    /// <summary>Whether an invoice names no subscription.</summary>
    public static bool IsUnnamed(FakeEvent invoice) => (invoice.About["subscription"] ?? invoice.About["parent"]) is null;

    private static (long Second, bool IsNoCreation) Place(FakeEvent next) => (next.Created, next.Type != "customer.subscription.created");

    private void Link(FakeEvent next)
    {
        // What is told of an end does not undo it: neither what a deleted customer still owes, nor invoices of a deleted subscription.
        var isInvoice = next.Type.StartsWith("invoice.", StringComparison.Ordinal);
        if ((_isCustomerDeleted && !Begins(next)) || (isInvoice && !IsOwed(next)))
            return;
        IsLinked |= next.Type == "checkout.session.completed" || next.About.ToJsonString().Contains("\"user_id\"", StringComparison.Ordinal);
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
                _tier = "free";
                break;
            case "invoice.payment_failed" when IsOwed(next) && (string?)next.About["billing_reason"] != "subscription_create":
                _tier = "grace";
                break;
            case "invoice.payment_succeeded" when IsOwed(next):
                _tier = _plan;
                break;
            case "customer.deleted":
                (_tier, IsLinked, _isCustomerDeleted) = ("free", false, true);
                break;
        }
    }

    private static bool Begins(FakeEvent next) => next.Type switch
    {
        "checkout.session.completed" or "customer.subscription.created" or "customer.subscription.resumed" => true,
        "customer.subscription.updated" => (string)next.About["status"]! is "active" or "trialing",
        _ => false,
    };

    private bool IsOwed(FakeEvent invoice) => !_isSubscriptionDeleted || IsUnnamed(invoice);

    private void Pay(FakeEvent next) => _tier = _plan = PlanOf(next);

    private void Lapse(FakeEvent next, string tier)
    {
        _plan = PlanOf(next);
        _tier = tier;
    }

    private static string PlanOf(FakeEvent next) =>
        (string)next.About["items"]!["data"]![0]!["price"]!["id"]! == BillingFront.AgentPrice ? "agent" : "pro";
}
