using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Billing;

/// <summary>
/// Takes a customer's events one after the other. What they change is decided in the transaction that records them: two activations at
/// once do no harm.
/// </summary>
[GrainType("stripe-customer"), CollectionAgeLimit(Minutes = 2)]
internal sealed class StripeCustomerGrain(IAccountStore accounts, IShareStore shares, ILogger<StripeCustomerGrain> logger)
    : Grain, IStripeCustomerGrain
{
    private string CustomerId => KeyText.IdOf(this.GetPrimaryKeyString());

    public async Task<Outcome<Done>> ApplyAsync(StripeEvent stripeEvent, CancellationToken cancellationToken)
    {
        var found = await FindNamedAsync(stripeEvent);
        if (found is { } outcome && !outcome.IsSuccess(out _, out var refusal) && refusal.Code == ErrorCode.Unavailable) return refusal;

        var applied = await accounts.ApplyAsync(CustomerId, stripeEvent, found?.Value?.Id, CancellationToken.None);
        if (!applied.IsSuccess(out var effect, out var notApplied)) return notApplied;

        if (effect.Account is { } account) await TierNews.TellAsync(GrainFactory, shares, account, logger);
        if (effect.Left is { } left && left != effect.Account) await TierNews.TellAsync(GrainFactory, shares, left, logger);
        return Done.Value;
    }

    /// <summary>The user that the event names; a refusal when there is none, null when it names nobody.</summary>
    private async Task<Outcome<Account>?> FindNamedAsync(StripeEvent stripeEvent)
    {
        if (stripeEvent.UserId is { } userId)
            return await GrainFactory.GetGrain<IUserGrain>(AccountId.User(userId).Value).DescribeAsync(CancellationToken.None);
        if (stripeEvent is { Kind: StripeEventKind.CheckoutCompleted, Email: { } email })
            return await GrainFactory.GetGrain<ISignInGrain>(Secrets.SignInKey(email)).FindUserAsync(email, CancellationToken.None);
        return null;
    }
}
