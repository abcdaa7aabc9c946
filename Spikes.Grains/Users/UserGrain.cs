using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Users;

[GrainType("user")]
internal sealed class UserGrain(
    [PersistentState("user", "Default")] IPersistentState<UserState> state,
    IAccountStore accounts,
    IOptions<TierOptions> limits,
    TimeProvider timeProvider,
    ILogger<UserGrain> logger) : Grain, IUserGrain
{
    private static readonly Refusal Unknown = new(ErrorCode.NotFound, "User not found");

    /// <summary>How long a browser stays signed in (contract section 2.9).</summary>
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromDays(30);

    /// <summary>How old a tier may be when nobody told of another: its rows decide wherever it must be exact.</summary>
    private static readonly TimeSpan TierAge = TimeSpan.FromSeconds(5);

    private AccountTier? _tier;
    private long _tierReadAt;

    private AccountId Id => new(this.GetPrimaryKeyString());

    public async Task<Outcome<Account>> CreateAsync(PrivateText email, CancellationToken cancellationToken)
    {
        if (state.RecordExists) return await DescribeKnownAsync();

        var user = new UserState { Email = email.Value, CreatedAt = timeProvider.GetUtcNow(), TokenGeneration = 0 };
        var written = await WriteAsync(user);
        return written.IsSuccess(out _, out var refusal) ? await DescribeKnownAsync() : refusal;
    }

    public ValueTask<Outcome<Account>> AuthenticateAsync(int tokenGeneration, CancellationToken cancellationToken) =>
        state.RecordExists && state.State.TokenGeneration == tokenGeneration ? DescribeKnownAsync() : new(CredentialRefusals.Failed);

    public ValueTask<Outcome<Account>> DescribeAsync(CancellationToken cancellationToken) =>
        state.RecordExists ? DescribeKnownAsync() : new(CredentialRefusals.Failed);

    public async Task<Outcome<BillingAccount>> GetBillingAsync(CancellationToken cancellationToken)
    {
        if (!state.RecordExists) return CredentialRefusals.Failed;

        var found = await accounts.FindAsync(Id, CancellationToken.None);
        if (!found.IsSuccess(out var payer, out var refusal)) return refusal;

        var account = Describe(payer.Tier);
        var plan = account.Tier == Tier.Grace ? payer.IsAgentPlan ? Tier.Agent : Tier.Pro : account.Tier;
        return new BillingAccount(account, payer.StripeCustomer, plan);
    }

    public ValueTask ForgetTierAsync(CancellationToken cancellationToken)
    {
        _tier = null;
        return ValueTask.CompletedTask;
    }

    public async Task<Outcome<IssuedToken>> IssueTokenAsync(bool revokeOthers, CancellationToken cancellationToken)
    {
        var token = Secrets.NewToken();
        return await IssueAsync(token, Secrets.UserTokenKey(token), revokeOthers, expiresAt: null);
    }

    public async Task<Outcome<IssuedToken>> OpenSessionAsync(bool revokeOthers, CancellationToken cancellationToken)
    {
        var session = Secrets.NewToken();
        return await IssueAsync(session, Secrets.SessionKey(session), revokeOthers, timeProvider.GetUtcNow() + SessionLifetime);
    }

    public async Task<Outcome<Done>> AcceptTokenAsync(string tokenHash, CancellationToken cancellationToken) => state.RecordExists
        ? await WriteDownAsync(Secrets.UserTokenKeyOfHash(tokenHash), expiresAt: null)
        : Unknown;

    public async Task<Outcome<Usage>> GetUsageAsync(CancellationToken cancellationToken)
    {
        if (!state.RecordExists) return Unknown;

        var measured = await accounts.MeasureAsync(Id, keyId: null, cancellationToken);
        return measured.IsSuccess(out var use, out var refusal)
            ? UsageRules.Describe(use, capCents: null, limits.Value, timeProvider.GetUtcNow())
            : refusal;
    }

    private async Task<Outcome<IssuedToken>> IssueAsync(string secret, string key, bool revokeOthers, DateTimeOffset? expiresAt)
    {
        if (!state.RecordExists) return Unknown;

        // First: a crash in between leaves the user without tokens, never with old ones that still work.
        if (revokeOthers)
        {
            var revoked = await WriteAsync(state.State with { TokenGeneration = state.State.TokenGeneration + 1 });
            if (!revoked.IsSuccess(out _, out var notRevoked)) return notRevoked;
        }

        var issued = await WriteDownAsync(key, expiresAt);
        if (!issued.IsSuccess(out _, out var refusal)) return refusal;

        var described = await DescribeKnownAsync();
        return described.IsSuccess(out var account, out var unknown) ? new IssuedToken(secret, account) : unknown;
    }

    private async ValueTask<Outcome<Account>> DescribeKnownAsync()
    {
        if (_tier is { } known && timeProvider.GetElapsedTime(_tierReadAt) < TierAge) return Describe(known);

        var asked = timeProvider.GetTimestamp();
        var found = await accounts.FindAsync(Id, CancellationToken.None);
        if (found.IsSuccess(out var payer, out var refusal))
        {
            (_tier, _tierReadAt) = (payer.Tier, asked);
            return Describe(payer.Tier);
        }

        if (_tier is not { } last) return refusal;

        // While storage is away the last known tier is as good as any: nothing can be stored by it. It counts as read, or each call
        // that waits in the queue of this grain would wait for the storage too.
        _tierReadAt = asked;
        return Describe(last);
    }

    private Account Describe(AccountTier tier) => new(Id, KeyText.IdOf(Id.Value), state.State.Email, tier.At(timeProvider.GetUtcNow()));

    private Task<Outcome<Done>> WriteDownAsync(string key, DateTimeOffset? expiresAt) =>
        GrainFactory.GetGrain<IUserTokenGrain>(key).IssueAsync(Id, state.State.TokenGeneration, expiresAt, CancellationToken.None);

    private Task<Outcome<Done>> WriteAsync(UserState next) => this.WriteAsync(state, next, logger);
}
