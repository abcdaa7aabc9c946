using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Billing;

/// <summary>What Stripe's events have told of a customer, and what follows of it; kept as JSON.</summary>
public sealed record StripeCustomerState
{
    /// <summary>Its subscriptions, the last told of at the end; events that name none share one without a name.</summary>
    public IReadOnlyList<StripeSubscription> Subscriptions { get; init; } = [];

    /// <summary>The event that told of the last plan, or null.</summary>
    public StripeMark? Plan { get; init; }

    /// <summary>When the customer was deleted, in Unix seconds, or null.</summary>
    public long? DeletedAt { get; init; }

    /// <summary>How many events came.</summary>
    public int Arrivals { get; init; }

    /// <summary>The tier of the account, or null while no event gave one.</summary>
    public Tier? Tier { get; init; }

    /// <summary>The account that the customer paid for before, or null; told once more when the event that ended it comes again.</summary>
    public string? Left { get; init; }

    /// <summary>The end of tier <c>grace</c>.</summary>
    public DateTimeOffset? GraceEndsAt { get; init; }
}

/// <summary>What is known of one subscription.</summary>
/// <param name="Id">Stripe's id; empty for events that name none.</param>
/// <param name="Change">The last event about the subscription itself, or null.</param>
/// <param name="Payment">The last event about one of its payments, or null.</param>
/// <param name="IsDeleted">True when it is known to be deleted: payments mean nothing any more.</param>
public sealed record StripeSubscription(string Id, StripeMark? Change, StripeMark? Payment, bool IsDeleted);

/// <summary>An event as far as later ones need it.</summary>
/// <param name="Subscription">What it is about; empty for an event that names none.</param>
/// <param name="Kind">What it means.</param>
/// <param name="Created">When Stripe made it, in Unix seconds.</param>
/// <param name="Arrival">Its number among the customer's events.</param>
/// <param name="IsAgentPlan">Whether the plan is <c>agent</c>.</param>
public sealed record StripeMark(string Subscription, StripeEventKind Kind, long Created, int Arrival, bool IsAgentPlan);
