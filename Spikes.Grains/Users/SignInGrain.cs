using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Users;

[GrainType("sign-in"), CollectionAgeLimit(Minutes = 5)]
internal sealed class SignInGrain(
    [PersistentState("sign-in", "Default")] IPersistentState<SignInState> state,
    IMailOutbox outbox,
    TimeProvider timeProvider,
    ILogger<SignInGrain> logger) : Grain, ISignInGrain
{
    private static readonly Refusal Unknown = new(ErrorCode.NotFound, "User not found");

    private Leaving? _leaving;

    public Task<Outcome<Done>> RequestLinkAsync(RequestLink command, CancellationToken cancellationToken) => outbox.EnqueueAsync(
        new QueuedMail(command.Email, command.Purpose, command.ClientAddress, timeProvider.GetUtcNow(), command.Sealed), CancellationToken.None);

    public async Task<Outcome<Account>> FindUserAsync(PrivateText email, CancellationToken cancellationToken) =>
        state.State.UserId is { } userId ? await CreateUserAsync(userId, email) : Unknown;

    public async Task<Outcome<Account>> GetOrCreateUserAsync(PrivateText email, CancellationToken cancellationToken)
    {
        if (state.State.UserId is { } known) return await CreateUserAsync(known, email);

        var userId = Guid.CreateVersion7(timeProvider.GetUtcNow()).ToString();
        var written = await WriteAsync(state.State with { UserId = userId });
        return written.IsSuccess(out _, out var refusal) ? await CreateUserAsync(userId, email) : refusal;
    }

    public async Task<Outcome<Account>> RecoverUserAsync(PrivateText email, CancellationToken cancellationToken)
    {
        if (state.State.UserId is null) return Unknown;

        // Also when there is nothing to forget: another activation may know more, and the version of the row tells.
        var written = await WriteAsync(state.State with { Confirmed = state.State.Confirmed.Forget() });
        if (!written.IsSuccess(out _, out var refusal)) return refusal;

        return await FindUserAsync(email, CancellationToken.None);
    }

    public Task<Outcome<Done>> ConfirmAttemptAsync(LoginAttempt attempt, CancellationToken cancellationToken) =>
        WriteAsync(state.State with { Confirmed = state.State.Confirmed.Confirm(attempt, timeProvider.GetUtcNow()) });

    public async Task<Outcome<IssuedToken>> CollectTokenAsync(PrivateText email, PrivateText clientAddress, CancellationToken cancellationToken)
    {
        // Known or not: if the grains of unknown addresses alone left memory, the time of the next answer would tell them apart.
        (_leaving ??= new Leaving(this, () => false)).Begin();
        if (state.State.Confirmed.Deliverable(clientAddress.Value, timeProvider.GetUtcNow()) is not { } attempt) return Refusal.AuthorizationPending;

        var found = await FindUserAsync(email, CancellationToken.None);
        if (!found.IsSuccess(out var account, out var unknown)) return unknown;

        // Nobody gets to see a token whose delivery could not be written down, so an attempt gives one at most.
        var issued = await User(account.Id).IssueTokenAsync(revokeOthers: false, CancellationToken.None);
        if (!issued.IsSuccess(out var token, out var notIssued)) return notIssued;

        var written = await WriteAsync(state.State with { Confirmed = state.State.Confirmed.Deliver(attempt) });
        return written.IsSuccess(out _, out var refusal) ? token : refusal;
    }

    private IUserGrain User(AccountId account) => GrainFactory.GetGrain<IUserGrain>(account.Value);

    /// <summary>Creating changes nothing when the user is there, and repairs a crash between the two writes.</summary>
    private Task<Outcome<Account>> CreateUserAsync(string userId, PrivateText email) =>
        User(AccountId.User(userId)).CreateAsync(email, CancellationToken.None);

    private Task<Outcome<Done>> WriteAsync(SignInState next) => this.WriteAsync(state, next, logger);
}
