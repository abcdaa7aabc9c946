using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Storage;

/// <summary>
/// Rows of accounts: what they hold, their tier, and what Stripe told. Refusals and outages are values: no method throws a driver's
/// exception.
/// </summary>
public interface IAccountStore
{
    /// <summary>What an account has and has used, as of one instant.</summary>
    /// <param name="account">The account.</param>
    /// <param name="keyId">One of its API keys, whose meter is read in place of the account's; or null.</param>
    /// <param name="cancellationToken">Looked at before it begins.</param>
    ValueTask<Outcome<AccountUse>> MeasureAsync(AccountId account, string? keyId, CancellationToken cancellationToken);

    /// <summary>Tier and customer of an account; one without a row is free.</summary>
    ValueTask<Outcome<PayingAccount>> FindAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>
    /// Applies an event of Stripe by <see cref="StripeRules"/> in one transaction with the record of its id. An event that is known
    /// changes nothing. Whoever becomes free loses the webhooks of all shares in the same step (contract section 5.7).
    /// </summary>
    /// <param name="customerId">Stripe's id of the customer; <c>user/…</c> when the event names none.</param>
    /// <param name="stripeEvent">The event.</param>
    /// <param name="named">The existing user that the event names, or null.</param>
    Task<Outcome<AppliedEvent>> ApplyAsync(
        string customerId, StripeEvent stripeEvent, AccountId? named, CancellationToken cancellationToken);

    /// <summary>
    /// Writes down that graces are over, as many as fit into one transaction; those that somebody else holds are left for the next time.
    /// </summary>
    Task<Outcome<EndedGraces>> EndGracesAsync(CancellationToken cancellationToken);

    /// <summary>Forgets events that came more than 30 days ago.</summary>
    Task<Outcome<Done>> SweepAsync(CancellationToken cancellationToken);
}

/// <summary>An account as a payer.</summary>
/// <param name="Tier">Its tier.</param>
/// <param name="StripeCustomer">The customer that is linked to it, or null.</param>
/// <param name="IsAgentPlan">True when it is in grace and the plan that was not paid for is <c>agent</c>.</param>
public sealed record PayingAccount(AccountTier Tier, string? StripeCustomer, bool IsAgentPlan = false);

/// <summary>
/// Whom an event has given another tier. One that came before names whose customer it is about: a silo that died after the transaction
/// had told nobody, and that is when Stripe sends again.
/// </summary>
/// <param name="Account">The account whose row was changed, or null.</param>
/// <param name="Left">The account that the customer paid for until now and that lost its tier by that, or null.</param>
public sealed record AppliedEvent(AccountId? Account, AccountId? Left = null);

/// <summary>Graces that are over.</summary>
/// <param name="Accounts">Whose they were.</param>
/// <param name="Next">When the next one ends, perhaps in the past; null when nobody is in grace.</param>
public sealed record EndedGraces(IReadOnlyList<AccountId> Accounts, DateTimeOffset? Next);

/// <summary>What an account has and has used.</summary>
/// <param name="Tier">Its tier.</param>
/// <param name="Totals">Its shares now.</param>
/// <param name="Meter">What it, or one of its keys, paid for last; perhaps in a month that is over.</param>
public sealed record AccountUse(AccountTier Tier, ShareTotals Totals, Meter Meter);

/// <summary>How many shares an owner has and how many spikes they hold together.</summary>
public sealed record ShareTotals(long Shares, long Spikes);
