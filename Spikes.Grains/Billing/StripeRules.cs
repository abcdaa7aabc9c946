using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Billing;

/// <summary>
/// What an event of Stripe changes (contract section 8.2). The end does not depend on the order in which one subscription's events come:
/// of each kind the last one counts, by the time when Stripe made it.
/// </summary>
public static class StripeRules
{
    /// <summary>How long a paid plan goes on after a payment failed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    /// <summary>The most subscriptions remembered of a customer; the one that was told of longest ago goes first.</summary>
    public const int MaxSubscriptions = 100;

    /// <summary>Decides about one event, in one transaction with what is read for it.</summary>
    /// <param name="customer">The customer as it is at rest.</param>
    /// <param name="next">The event, for the first time.</param>
    /// <param name="named">The user that the event names, or null when it names none that exists.</param>
    /// <param name="now">The time of the node.</param>
    public static StripeChange Decide(StripeCustomer customer, StripeEvent next, PayingUser? named, DateTimeOffset now)
    {
        var (state, givesTier) = Apply(customer.State, next, now);
        var account = LinkedTo(customer, state, next, named, givesTier);
        var isNew = account is not null && account != customer.Account;
        var left = customer.Account is { } before && before != account ? customer.Account : null;
        if (left is { } payer) state = state with { Left = payer.Value };
        var gives = givesTier || (isNew && state.Tier is not null);
        return new StripeChange(state, account, isNew, left, gives ? account ?? left : null);
    }

    private static AccountId? LinkedTo(
        StripeCustomer customer, StripeCustomerState state, StripeEvent next, PayingUser? named, bool givesTier)
    {
        if (next.Kind == StripeEventKind.CustomerDeleted) return givesTier ? null : customer.Account;
        if (named is null || IsOfDeleted(state, next) || IsOfTheEnd(state, next)) return customer.Account;
        if (next.Kind != StripeEventKind.CheckoutCompleted) return customer.Account ?? named.Account;
        // By the address only who pays for nothing yet: an address proves less than what the checkout was opened for.
        if (next.UserId is null && (customer.Account is not null || named.Customer is not null)) return customer.Account;
        return named.Account;
    }

    private static (StripeCustomerState State, bool GivesTier) Apply(StripeCustomerState before, StripeEvent next, DateTimeOffset now)
    {
        var state = before with { Arrivals = before.Arrivals + 1 };
        if (next.Kind == StripeEventKind.CheckoutCompleted || IsOfDeleted(state, next)) return (state, false);
        if (next.Kind == StripeEventKind.CustomerDeleted) return Delete(state, next);
        if (next is { Kind: StripeEventKind.PaymentFailed, IsFirstInvoice: true }) return (state, false);

        var id = next.Subscription ?? "";
        var subscription = state.Subscriptions.FirstOrDefault(known => known.Id == id) ?? new StripeSubscription(id, null, null, false);
        var isPayment = next.Kind is StripeEventKind.PaymentFailed or StripeEventKind.PaymentSucceeded;
        if (isPayment && subscription.IsDeleted) return (state, false);

        var verdictBefore = Verdict(state, id);
        var mark = new StripeMark(id, next.Kind, next.Created.ToUnixTimeSeconds(), state.Arrivals, next.IsAgentPlan);
        subscription = isPayment
            ? subscription with { Payment = Later(subscription.Payment, mark) }
            : subscription with
            {
                Change = Later(subscription.Change, mark),
                IsDeleted = subscription.IsDeleted || next.Kind == StripeEventKind.SubscriptionDeleted,
            };
        state = state with { Subscriptions = [.. state.Subscriptions.Where(known => known.Id != id).TakeLast(MaxSubscriptions - 1), subscription] };
        if (!isPayment && next.Kind != StripeEventKind.SubscriptionDeleted) state = state with { Plan = Later(state.Plan, mark) };

        // An older event changes the end only where a later one builds on it: the plan that a payment goes on with, or a deletion.
        var verdict = Verdict(state, id)!.Value;
        return Ruling(state, id) == mark || verdict != verdictBefore ? (Give(state, verdict, now), true) : (state, false);
    }

    /// <summary>
    /// A deleted customer pays nothing, unless something newer than its deletion is known of it already that is not the end of a subscription.
    /// </summary>
    private static (StripeCustomerState State, bool GivesTier) Delete(StripeCustomerState state, StripeEvent next)
    {
        var at = Math.Max(next.Created.ToUnixTimeSeconds(), state.DeletedAt ?? 0);
        var deleted = state with { DeletedAt = at };
        var isAlive = state.Subscriptions.Select(Latest).Any(last => last?.Created > at && last.Kind != StripeEventKind.SubscriptionDeleted);
        return isAlive
            ? (deleted, false)
            : (deleted with { Tier = Tier.Free, GraceEndsAt = null }, true);
    }

    /// <summary>Whether it is older than the customer's deletion; of the same second only a creation, which never overrides another event.</summary>
    private static bool IsOfDeleted(StripeCustomerState state, StripeEvent next)
    {
        if (next.Kind == StripeEventKind.CustomerDeleted) return false;
        var created = next.Created.ToUnixTimeSeconds();
        return state.DeletedAt > created || (state.DeletedAt == created && next.Kind == StripeEventKind.SubscriptionCreated);
    }

    /// <summary>
    /// Whether it is told of what has ended: of a deleted customer's subscriptions, which Stripe ends with it, or of an invoice that is paid
    /// too late. Linked again, the user would lose the plan that another customer pays by now, and could buy no other: Stripe refuses a
    /// checkout for a deleted customer.
    /// </summary>
    private static bool IsOfTheEnd(StripeCustomerState state, StripeEvent next) => next.Kind switch
    {
        StripeEventKind.CheckoutCompleted or StripeEventKind.SubscriptionCreated or StripeEventKind.SubscriptionActive => false,
        StripeEventKind.PaymentFailed or StripeEventKind.PaymentSucceeded =>
            state.DeletedAt is not null || state.Subscriptions.Any(known => known.IsDeleted && known.Id == next.Subscription),
        _ => state.DeletedAt is not null,
    };

    private static StripeCustomerState Give(StripeCustomerState state, Tier tier, DateTimeOffset now)
    {
        var isDuringGrace = state.Tier == Tier.Grace && now < state.GraceEndsAt;
        DateTimeOffset? end = tier == Tier.Grace ? isDuringGrace ? state.GraceEndsAt : now + Grace : null;
        return state with { Tier = tier, GraceEndsAt = end };
    }

    /// <summary>The tier that a subscription gives, or null while nothing is known of it.</summary>
    private static Tier? Verdict(StripeCustomerState state, string subscription) => Ruling(state, subscription) is not { } latest
        ? null
        : latest.Kind switch
        {
            StripeEventKind.SubscriptionCreated or StripeEventKind.SubscriptionActive => Paid(latest),
            StripeEventKind.PaymentSucceeded => Paid(state.Plan),
            StripeEventKind.SubscriptionPastDue or StripeEventKind.PaymentFailed => Tier.Grace,
            StripeEventKind.SubscriptionEnded or StripeEventKind.SubscriptionDeleted => Tier.Free,
            StripeEventKind.CheckoutCompleted or StripeEventKind.CustomerDeleted => throw new InvalidOperationException(
                "The event is about no subscription"),
        };

    private static Tier Paid(StripeMark? plan) => plan?.IsAgentPlan == true ? Tier.Agent : Tier.Pro;

    /// <summary>
    /// The event that decides: the last one of a subscription. One that names none concerns all: it is compared with those of every
    /// subscription, and they with it.
    /// </summary>
    private static StripeMark? Ruling(StripeCustomerState state, string id) => state.Subscriptions
        .Where(subscription => id.Length == 0 || subscription.Id.Length == 0 || subscription.Id == id)
        .Select(Latest)
        .Aggregate((StripeMark?)null, (last, mark) => mark is null ? last : Later(last, mark));

    private static StripeMark? Latest(StripeSubscription subscription)
    {
        if (subscription.IsDeleted || subscription.Payment is not { } payment) return subscription.Change;
        return Later(subscription.Change, payment);
    }

    /// <summary>At equal times the later arrival counts, but a creation never overrides another event of its subscription, or one that names none.</summary>
    private static StripeMark Later(StripeMark? one, StripeMark other)
    {
        if (one is null || one.Created != other.Created) return one?.Created > other.Created ? one : other;

        var (isFirstOne, isFirstOther) = (one.Kind == StripeEventKind.SubscriptionCreated, other.Kind == StripeEventKind.SubscriptionCreated);
        var mayBeSame = one.Subscription == other.Subscription || one.Subscription.Length == 0 || other.Subscription.Length == 0;
        if (isFirstOne != isFirstOther && mayBeSame) return isFirstOne ? other : one;
        return one.Arrival > other.Arrival ? one : other;
    }
}

/// <summary>A customer at rest.</summary>
/// <param name="State">What is known of it.</param>
/// <param name="Account">The account that is linked to it, or null.</param>
public sealed record StripeCustomer(StripeCustomerState State, AccountId? Account);

/// <summary>A user that an event names.</summary>
/// <param name="Account">The user's account.</param>
/// <param name="Customer">The customer that is linked to it, or null.</param>
public sealed record PayingUser(AccountId Account, string? Customer);

/// <summary>What an event changes.</summary>
/// <param name="State">The customer from now on.</param>
/// <param name="Account">The account that is linked to it from now on, or null.</param>
/// <param name="IsLinked">True when that is new.</param>
/// <param name="Left">The account that is linked no more, or null.</param>
/// <param name="Gives">The account whose tier becomes that of the state, or null.</param>
public sealed record StripeChange(StripeCustomerState State, AccountId? Account, bool IsLinked, AccountId? Left, AccountId? Gives);
