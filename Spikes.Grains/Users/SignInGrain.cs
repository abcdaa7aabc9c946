using Microsoft.Extensions.Logging;
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

    public Task<Outcome<Done>> RequestLinkAsync(RequestLink command, CancellationToken cancellationToken) =>
        outbox.EnqueueAsync(
            new QueuedMail(command.Email, command.Purpose, command.ClientAddress, timeProvider.GetUtcNow()), CancellationToken.None);

    public async Task<Outcome<Account>> FindUserAsync(string email, CancellationToken cancellationToken) =>
        state.State.UserId is { } userId ? await CreateUserAsync(userId, email) : Unknown;

    public async Task<Outcome<Account>> GetOrCreateUserAsync(string email, CancellationToken cancellationToken)
    {
        if (state.State.UserId is { } known) return await CreateUserAsync(known, email);

        var userId = Guid.CreateVersion7(timeProvider.GetUtcNow()).ToString();
        if (await state.TryWriteAsync(new SignInState { UserId = userId }, logger)) return await CreateUserAsync(userId, email);

        DeactivateOnIdle();
        return Refusal.Unavailable;
    }

    /// <summary>Creating changes nothing when the user is there, and repairs a crash between the two writes.</summary>
    private Task<Outcome<Account>> CreateUserAsync(string userId, string email) =>
        GrainFactory.GetGrain<IUserGrain>(AccountId.User(userId).Value).CreateAsync(email, CancellationToken.None);
}
