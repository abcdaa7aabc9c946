using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Billing;

/// <summary>
/// What Stripe has told of one customer; the only one that changes tiers. Key: <see cref="GrainKey"/>.
/// </summary>
[Alias("spikes.stripe-customer"), GrainInterfaceType("spikes.stripe-customer"), Idempotent]
public interface IStripeCustomerGrain : IGrainWithStringKey
{
    /// <summary>The key of a customer's grain.</summary>
    /// <param name="customerId">Stripe's id, or for events that name a user and no customer <c>user/&lt;uuid&gt;</c>.</param>
    static string GrainKey(string customerId) => "stripe/" + customerId;

    /// <summary>
    /// Applies an event once, whatever its order and however often it comes (contract section 8.2). Success also when it was known, too
    /// old, or is about nobody we know; <see cref="ErrorCode.Unavailable"/> when it could not be written down: it may come again.
    /// </summary>
    [Alias("Apply")]
    Task<Outcome<Done>> ApplyAsync(StripeEvent stripeEvent, CancellationToken cancellationToken);
}
