using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Users;

[GrainType("user-token")]
internal sealed class UserTokenGrain(
    [PersistentState("user-token", "Default")] IPersistentState<UserTokenState> state,
    TimeProvider timeProvider,
    ILogger<UserTokenGrain> logger) : Grain, IUserTokenGrain
{
    private Leaving? _leaving;

    private IUserGrain Holder => GrainFactory.GetGrain<IUserGrain>(state.State.Account);

    public async Task<Outcome<Done>> IssueAsync(
        AccountId account, int tokenGeneration, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        if (state.RecordExists) return await IssueAgainAsync(account, tokenGeneration);

        return await WriteAsync(new UserTokenState
        {
            Account = account.Value,
            Generation = tokenGeneration,
            CreatedAt = timeProvider.GetUtcNow(),
            ExpiresAt = expiresAt,
        });
    }

    public async ValueTask<Outcome<Account>> AuthenticateAsync(CancellationToken cancellationToken)
    {
        if (state.RecordExists && state.State.IsValid(timeProvider.GetUtcNow()))
            return await Holder.AuthenticateAsync(state.State.Generation, cancellationToken);

        if (!state.RecordExists) (_leaving ??= new Leaving(this, () => state.RecordExists)).Begin();
        return CredentialRefusals.Failed;
    }

    public async Task<Outcome<Done>> RevokeAsync(CancellationToken cancellationToken)
    {
        var holder = await AuthenticateAsync(cancellationToken);
        return holder.IsSuccess(out _, out var refusal) ? await WriteRevokedAsync() : refusal;
    }

    public async Task<Outcome<IssuedToken>> RotateAsync(CancellationToken cancellationToken)
    {
        var holder = await AuthenticateAsync(cancellationToken);
        if (!holder.IsSuccess(out _, out var refused)) return refused;

        // The calls go from this token to the user to the new token's grain and never back here.
        var issued = await Holder.IssueTokenAsync(revokeOthers: false, CancellationToken.None);
        if (!issued.IsSuccess(out var token, out var notIssued)) return notIssued;

        // When this one cannot be revoked nobody gets to see the new one, so that a caller never holds two.
        var revoked = await WriteRevokedAsync();
        return revoked.IsSuccess(out _, out var notRevoked) ? token : notRevoked;
    }

    /// <summary>
    /// The same call again, after an answer that was lost, or of a device whose approval could not be written and was repeated after a
    /// recovery: its token, which nobody has seen, is of the new generation then. A revoked token stays revoked.
    /// </summary>
    private async Task<Outcome<Done>> IssueAgainAsync(AccountId account, int tokenGeneration)
    {
        if (state.State.Account != account.Value) return CredentialRefusals.Failed;

        var isOlder = state.State.RevokedAt is null && state.State.Generation < tokenGeneration;
        return isOlder ? await WriteAsync(state.State with { Generation = tokenGeneration }) : Done.Value;
    }

    private Task<Outcome<Done>> WriteRevokedAsync() => WriteAsync(state.State with { RevokedAt = timeProvider.GetUtcNow() });

    private Task<Outcome<Done>> WriteAsync(UserTokenState next) => this.WriteAsync(state, next, logger);
}
