using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Users;

[GrainType("login-token"), CollectionAgeLimit(Minutes = 2)]
internal sealed class LoginTokenGrain(
    [PersistentState("login-token", "Default")] IPersistentState<LoginTokenState> state,
    TimeProvider timeProvider,
    ILogger<LoginTokenGrain> logger) : Grain, ILoginTokenGrain
{
    public async Task<Outcome<Done>> MintAsync(MintLoginToken command, CancellationToken cancellationToken)
    {
        // A repeated call must not lengthen the life of the token.
        if (state.RecordExists) return Done.Value;

        var token = new LoginTokenState
        {
            Email = command.Email,
            Purpose = command.Purpose,
            ClientAddress = command.ClientAddress,
            RequestedAt = command.RequestedAt,
            MintedAt = timeProvider.GetUtcNow(),
        };
        return await WriteAsync(token);
    }

    public async Task<Outcome<IssuedToken>> RedeemAsync(CancellationToken cancellationToken)
    {
        if (!state.RecordExists) return LoginTokenRefusals.Invalid;

        var now = timeProvider.GetUtcNow();
        if (state.State.WhyNot(now) is { } refusal) return refusal;

        // The user comes first: an outage there does not use up the token, and an address without a token is proven all the same.
        var found = await FindAccountAsync();
        if (!found.IsSuccess(out var account, out var unknown)) return unknown;

        var used = await WriteAsync(state.State with { UsedAt = now });
        if (!used.IsSuccess(out _, out var notUsed)) return notUsed;

        return await GrainFactory.GetGrain<IUserGrain>(account.Id.Value)
            .IssueTokenAsync(revokeOthers: state.State.Purpose == SignInPurpose.Recovery, CancellationToken.None);
    }

    private async Task<Outcome<Account>> FindAccountAsync()
    {
        var signIn = GrainFactory.GetGrain<ISignInGrain>(Secrets.SignInKey(state.State.Email));
        if (state.State.Purpose == SignInPurpose.Login) return await signIn.GetOrCreateUserAsync(state.State.Email, CancellationToken.None);

        var known = await signIn.FindUserAsync(state.State.Email, CancellationToken.None);
        var isUnknown = !known.IsSuccess(out _, out var refusal) && refusal.Code == ErrorCode.NotFound;
        return isUnknown ? LoginTokenRefusals.Invalid : known;
    }

    private async Task<Outcome<Done>> WriteAsync(LoginTokenState next)
    {
        if (await state.TryWriteAsync(next, logger)) return Done.Value;

        DeactivateOnIdle();
        return Refusal.Unavailable;
    }
}
