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
    private bool IsRecovery => state.State.Purpose == SignInPurpose.Recovery;

    private ISignInGrain SignIn => GrainFactory.GetGrain<ISignInGrain>(Secrets.SignInKey(state.State.Email));

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
            Sealed = command.Sealed,
        };
        return await WriteAsync(token);
    }

    public Task<Outcome<IssuedToken>> RedeemAsync(CancellationToken cancellationToken) =>
        UseUpAsync(account => User(account).IssueTokenAsync(IsRecovery, CancellationToken.None));

    public ValueTask<Outcome<LoginLink>> ShowAsync(CancellationToken cancellationToken)
    {
        var link = state.State;
        return ValueTask.FromResult<Outcome<LoginLink>>(
            WhyNot() is { } refusal ? refusal : new LoginLink(link.Email, link.Purpose, link.ClientAddress, link.RequestedAt));
    }

    public Task<Outcome<ConfirmedLink>> ConfirmAsync(CancellationToken cancellationToken) => UseUpAsync(OpenSessionAsync);

    private async Task<Outcome<ConfirmedLink>> OpenSessionAsync(Account account)
    {
        if (state.State.Purpose == SignInPurpose.Login)
        {
            var attempt = new LoginAttempt(state.State.ClientAddress, state.State.RequestedAt);
            var confirmed = await SignIn.ConfirmAttemptAsync(attempt, CancellationToken.None);
            if (!confirmed.IsSuccess(out _, out var notConfirmed)) return notConfirmed;
        }

        var opened = await User(account).OpenSessionAsync(IsRecovery, CancellationToken.None);
        return opened.IsSuccess(out var session, out var notOpened)
            ? new ConfirmedLink(session, state.State.Purpose, state.State.Sealed)
            : notOpened;
    }

    private Refusal? WhyNot() => state.RecordExists ? state.State.WhyNot(timeProvider.GetUtcNow()) : LoginTokenRefusals.Invalid;

    /// <summary>Uses the token up and gives out what it is good for; of parallel calls one succeeds.</summary>
    private async Task<Outcome<T>> UseUpAsync<T>(Func<Account, Task<Outcome<T>>> give)
        where T : class
    {
        if (WhyNot() is { } refusal) return refusal;

        // The user comes first: an outage there does not use up the token, and an address without a token is proven all the same.
        var found = await FindAccountAsync();
        if (!found.IsSuccess(out var account, out var unknown)) return unknown;

        var used = await WriteAsync(state.State with { UsedAt = timeProvider.GetUtcNow() });
        if (!used.IsSuccess(out _, out var notUsed)) return notUsed;

        var given = await give(account);
        // Nobody has seen a secret, so the person may try again with the same link. After a call without an answer somebody may: it stays used.
        if (!given.IsSuccess(out _, out _)) await WriteAsync(state.State with { UsedAt = null });
        return given;
    }

    private async Task<Outcome<Account>> FindAccountAsync()
    {
        if (!IsRecovery) return await SignIn.GetOrCreateUserAsync(state.State.Email, CancellationToken.None);

        var known = await SignIn.RecoverUserAsync(state.State.Email, CancellationToken.None);
        var isUnknown = !known.IsSuccess(out _, out var refusal) && refusal.Code == ErrorCode.NotFound;
        return isUnknown ? LoginTokenRefusals.Invalid : known;
    }

    private IUserGrain User(Account account) => GrainFactory.GetGrain<IUserGrain>(account.Id.Value);

    private Task<Outcome<Done>> WriteAsync(LoginTokenState next) => this.WriteAsync(state, next, logger);
}
