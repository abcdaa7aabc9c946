using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.RateLimiting;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Users;

[GrainType("device-sign-in"), CollectionAgeLimit(Minutes = 2)]
internal sealed class DeviceSignInGrain(
    [PersistentState("device-sign-in", "Default")] IPersistentState<DeviceSignInState> state,
    TimeProvider timeProvider,
    ILogger<DeviceSignInGrain> logger) : Grain, IDeviceSignInGrain
{
    private static readonly Refusal Unknown = new(ErrorCode.NotFound, "Unknown code");

    /// <summary>More polls of a device in so much time are answered as pending (contract section 2.5).</summary>
    private const int PollsPerMinute = 60;

    private static readonly TimeSpan PollWindow = TimeSpan.FromMinutes(1);

    // Here and not in a limiter of its own: an invented code would make one.
    private readonly SlidingWindow _polls = new(timeProvider);

    private Leaving? _leaving;

    private DateTimeOffset Now => timeProvider.GetUtcNow();

    public async Task<Outcome<Done>> StartAsync(StartDeviceSignIn command, CancellationToken cancellationToken)
    {
        if (state.RecordExists && state.State.DeviceHash == command.DeviceHash) return Done.Value;
        if (state.RecordExists && state.State.IsAlive(Now)) return Refusal.Unavailable;

        return await WriteAsync(new DeviceSignInState
        {
            DeviceHash = command.DeviceHash,
            Salt = command.Salt,
            TokenHash = command.TokenHash,
            ClientAddress = command.ClientAddress,
            StartedAt = Now,
        });
    }

    public async Task<Outcome<DeviceDelivery>> PollAsync(string deviceHash, CancellationToken cancellationToken)
    {
        LeaveIfUnknown();
        if (deviceHash == state.State.DeviceHash && !_polls.Admit(PollsPerMinute, PollWindow).Admitted) return Refusal.AuthorizationPending;
        if (state.State.WhyNot(deviceHash, Now) is { } refusal) return refusal;

        if (state.State.DeliveredAt is null)
        {
            var written = await WriteAsync(state.State with { DeliveredAt = Now });
            if (!written.IsSuccess(out _, out var notWritten)) return notWritten;
        }

        return new DeviceDelivery(state.State.Salt);
    }

    public ValueTask<Outcome<DeviceRequest>> ShowAsync(CancellationToken cancellationToken)
    {
        LeaveIfUnknown();
        return ValueTask.FromResult<Outcome<DeviceRequest>>(state.RecordExists && state.State.IsWaiting(Now)
            ? new DeviceRequest(state.State.ClientAddress, state.State.StartedAt)
            : Unknown);
    }

    public async Task<Outcome<Done>> AnswerAsync(AccountId user, bool approve, CancellationToken cancellationToken)
    {
        if (!state.RecordExists) return Unknown;
        if (state.State.AnsweredBy == user.Value && state.State.IsApproved == approve && state.State.IsAlive(Now)) return Done.Value;
        if (!state.State.IsWaiting(Now)) return Unknown;

        if (approve)
        {
            // Issued now and not when it is collected: a recovery in between revokes it like every other token.
            var accepted = await GrainFactory.GetGrain<IUserGrain>(user.Value).AcceptTokenAsync(state.State.TokenHash, CancellationToken.None);
            if (!accepted.IsSuccess(out _, out var refusal)) return refusal;
        }

        return await WriteAsync(state.State with { AnsweredBy = user.Value, IsApproved = approve });
    }

    private void LeaveIfUnknown()
    {
        if (!state.RecordExists) (_leaving ??= new Leaving(this, () => state.RecordExists)).Begin();
    }

    private Task<Outcome<Done>> WriteAsync(DeviceSignInState next) => this.WriteAsync(state, next, logger);
}
