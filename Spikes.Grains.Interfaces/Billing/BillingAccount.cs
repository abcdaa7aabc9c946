using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Billing;

/// <summary>A user as a payer.</summary>
/// <param name="Account">The user, with the tier as it is in the rows now.</param>
/// <param name="StripeCustomer">Stripe's id of the customer that is linked to the user, or null.</param>
/// <param name="Plan">What was bought: the tier, or in grace the plan that was not paid for; free when nothing was.</param>
[GenerateSerializer, Immutable, Alias("spikes.billing-account")]
public sealed record BillingAccount(
    [property: Id(0)] Account Account, [property: Id(1)] string? StripeCustomer, [property: Id(2)] Tier Plan);
