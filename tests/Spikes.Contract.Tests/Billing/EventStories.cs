using Spikes.FakeStripe;

namespace Spikes.Contract.Tests.Billing;

/// <summary>What Stripe tells of a customer with one subscription. Times begin at second 1000; a checkout may come at any of them.</summary>
internal sealed class EventStories(Random random)
{
    private const long Start = 1000;

    private static readonly string[] Statuses = ["active", "trialing", "past_due", "unpaid", "canceled", "incomplete"];

    private bool IsHeads => random.Next(2) == 0;

    /// <summary>
    /// Changes as Stripe makes them: one in each second, all events of it in that second. Those of one change mean the same in any order.
    /// </summary>
    public List<FakeEvent> Changes(Subscriber payer, int seconds)
    {
        var start = Subscription(payer);
        List<FakeEvent> events = [start.CheckedOut(payer.Id).At(Start + random.Next(seconds))];
        for (var second = Start; second < Start + seconds; second++)
            events.AddRange(Change(Varied(start)).Select(next => next.At(second)));

        // Who deletes a customer ends its subscriptions; which of the two is told of first, or a second later, is not said.
        var end = Start + seconds;
        if (IsHeads)
            events.AddRange([start.Changed("deleted").At(end + random.Next(2)), start.CustomerDeleted().At(end + random.Next(2))]);
        return events;
    }

    /// <summary>Any events in any seconds, several in each: more than Stripe tells. A customer is deleted in the last second, not at its end.</summary>
    public List<FakeEvent> Anything(Subscriber payer, int seconds)
    {
        var start = Subscription(payer);
        List<FakeEvent> events = [start.CheckedOut(payer.Id).At(Start + random.Next(seconds))];
        for (var count = random.Next(1, 3 * seconds); count > 0; count--)
            events.Add(Any(Varied(start)).At(Start + random.Next(seconds)));
        if (random.Next(3) == 0)
            events.Add(start.CustomerDeleted().At(Start + seconds - 1));
        return events;
    }

    private FakeSubscription Subscription(Subscriber payer) => payer.Subscription() with { UserId = IsHeads ? payer.Id : null };

    private FakeSubscription Varied(FakeSubscription subscription) => subscription with
    {
        Price = IsHeads ? BillingFront.AgentPrice : BillingFront.ProPrice,
        HasOldInvoices = IsHeads,
        HasUnnamedInvoices = IsHeads,
    };

    private FakeEvent[] Change(FakeSubscription subscription) => random.Next(10) switch
    {
        0 => [subscription.Changed("created"), subscription.Changed("updated", "active"), subscription.Invoiced(true, "subscription_create")],
        1 => [subscription.Changed("created"), subscription.Invoiced(IsHeads, "subscription_create")],
        2 or 3 => [subscription.Changed("updated", "active"), subscription.Invoiced(true)],
        4 or 5 => [subscription.Changed("updated", "past_due"), subscription.Invoiced(false)],
        6 => [subscription.Changed("paused"), subscription.Changed("updated", "unpaid")],
        7 => [subscription.Changed("resumed"), subscription.Changed("updated", "trialing")],
        8 => [(subscription with { HasUnnamedInvoices = true }).Invoiced(IsHeads, "manual")],
        // An unnamed failure may be of another subscription: beside a deletion its order would count.
        _ => [subscription.Changed("deleted"), (subscription with { HasUnnamedInvoices = false }).Invoiced(false)],
    };

    private FakeEvent Any(FakeSubscription subscription) => random.Next(10) switch
    {
        0 or 1 or 2 => subscription.Changed("created"),
        3 => subscription.Changed("updated", Statuses[random.Next(Statuses.Length)]),
        4 => subscription.Changed(IsHeads ? "paused" : "resumed"),
        5 => subscription.Invoiced(true),
        6 or 7 or 8 => subscription.Invoiced(false, random.Next(4) == 0 ? "subscription_create" : "subscription_cycle"),
        _ => IsHeads ? subscription.Changed("deleted") : subscription.Changed("updated", "active"),
    };
}
