namespace Spikes.Grains.Interfaces.Billing;

/// <summary>What an event of Stripe means here.</summary>
[GenerateSerializer, Alias("spikes.stripe-event-kind")]
public enum StripeEventKind
{
    /// <summary><c>checkout.session.completed</c>: links the customer to a user.</summary>
    CheckoutCompleted = 0,

    /// <summary><c>customer.subscription.created</c>.</summary>
    SubscriptionCreated = 1,

    /// <summary><c>customer.subscription.updated</c> with status <c>active</c> or <c>trialing</c>, and <c>customer.subscription.resumed</c>.</summary>
    SubscriptionActive = 2,

    /// <summary><c>customer.subscription.updated</c> with status <c>past_due</c>.</summary>
    SubscriptionPastDue = 3,

    /// <summary><c>customer.subscription.updated</c> with any other status, and <c>customer.subscription.paused</c>.</summary>
    SubscriptionEnded = 4,

    /// <summary><c>customer.subscription.deleted</c>.</summary>
    SubscriptionDeleted = 5,

    /// <summary><c>invoice.payment_failed</c>.</summary>
    PaymentFailed = 6,

    /// <summary><c>invoice.payment_succeeded</c>.</summary>
    PaymentSucceeded = 7,

    /// <summary><c>customer.deleted</c>.</summary>
    CustomerDeleted = 8,
}

/// <summary>An event of Stripe that concerns one customer, reduced to what is needed here.</summary>
/// <param name="Id">Stripe's id of the event, up to 255 characters.</param>
/// <param name="Kind">What it means.</param>
/// <param name="Created">When Stripe made it, to the second.</param>
/// <param name="Subscription">The subscription it is about, or null when it names none.</param>
/// <param name="UserId">
/// The user that it names: <c>client_reference_id</c> of a checkout, <c>metadata.user_id</c> of others; a UUID in lower case, or null.
/// </param>
/// <param name="Email">The normalized address that a checkout without a user names, or null.</param>
/// <param name="IsAgentPlan">True when a price of the subscription is that of plan <c>agent</c>.</param>
/// <param name="IsFirstInvoice">True when the invoice is the first of a subscription (<c>billing_reason</c> <c>subscription_create</c>).</param>
[GenerateSerializer, Immutable, Alias("spikes.stripe-event")]
public sealed record StripeEvent(
    [property: Id(0)] string Id,
    [property: Id(1)] StripeEventKind Kind,
    [property: Id(2)] DateTimeOffset Created,
    [property: Id(3)] string? Subscription,
    [property: Id(4)] string? UserId,
    [property: Id(5)] string? Email,
    [property: Id(6)] bool IsAgentPlan,
    [property: Id(7)] bool IsFirstInvoice)
{
    /// <summary>Without the address: messages reach logs.</summary>
    public override string ToString() => $"{nameof(StripeEvent)} {Id}, {Kind}";
}
