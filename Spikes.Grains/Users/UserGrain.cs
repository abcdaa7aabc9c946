using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Users;

[GrainType("user")]
internal sealed class UserGrain(
    [PersistentState("user", "Default")] IPersistentState<UserState> state,
    IShareStore shares,
    IOptions<TierOptions> limits,
    TimeProvider timeProvider,
    ILogger<UserGrain> logger) : Grain, IUserGrain
{
    private static readonly Refusal Unknown = new(ErrorCode.NotFound, "User not found");

    /// <summary>How long a browser stays signed in (contract section 2.9).</summary>
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromDays(30);

    private AccountId Id => new(this.GetPrimaryKeyString());

    private Account Account => new(Id, KeyText.IdOf(Id.Value), state.State.Email, state.State.Tier);

    public async Task<Outcome<Account>> CreateAsync(string email, CancellationToken cancellationToken)
    {
        if (state.RecordExists) return Account;

        var user = new UserState { Email = email, Tier = Tier.Free, CreatedAt = timeProvider.GetUtcNow(), TokenGeneration = 0 };
        var written = await WriteAsync(user);
        return written.IsSuccess(out _, out var refusal) ? Account : refusal;
    }

    public ValueTask<Outcome<Account>> AuthenticateAsync(int tokenGeneration, CancellationToken cancellationToken)
    {
        var isCurrent = state.RecordExists && state.State.TokenGeneration == tokenGeneration;
        return ValueTask.FromResult<Outcome<Account>>(isCurrent ? Account : CredentialRefusals.Failed);
    }

    public ValueTask<Outcome<Account>> DescribeAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<Outcome<Account>>(state.RecordExists ? Account : CredentialRefusals.Failed);

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

        var counted = await shares.CountAsync(Id, cancellationToken);
        if (!counted.IsSuccess(out var totals, out var refusal)) return refusal;

        return UsageRules.Describe(totals, state.State.Tier, limits.Value, timeProvider.GetUtcNow());
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
        return issued.IsSuccess(out _, out var refusal) ? new IssuedToken(secret, Account) : refusal;
    }

    private Task<Outcome<Done>> WriteDownAsync(string key, DateTimeOffset? expiresAt) =>
        GrainFactory.GetGrain<IUserTokenGrain>(key).IssueAsync(Id, state.State.TokenGeneration, expiresAt, CancellationToken.None);

    private Task<Outcome<Done>> WriteAsync(UserState next) => this.WriteAsync(state, next, logger);
}
