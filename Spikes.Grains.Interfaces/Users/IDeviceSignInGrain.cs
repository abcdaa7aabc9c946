using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>One sign-in of a device; key: <see cref="DeviceCodes.GrainKey"/>, a hash. Its codes live 600 s.</summary>
[Alias("spikes.device-sign-in"), GrainInterfaceType("spikes.device-sign-in")]
public interface IDeviceSignInGrain : IGrainWithStringKey
{
    /// <summary>Begins it; <see cref="ErrorCode.Unavailable"/> while another device has this user code.</summary>
    [Alias("Start"), Idempotent]
    Task<Outcome<Done>> StartAsync(StartDeviceSignIn command, CancellationToken cancellationToken);

    /// <summary>
    /// Asks for the token: <see cref="ErrorCode.NotFound"/> for an unknown code, <see cref="ErrorCode.AuthorizationPending"/>,
    /// <see cref="ErrorCode.AccessDenied"/>, <see cref="ErrorCode.DeviceCodeExpired"/>, or what makes it, for 60 s after the first time.
    /// More than 60 polls of a device in a minute are answered as pending.
    /// </summary>
    /// <param name="deviceHash"><see cref="Secrets.HashOf"/> of the device code.</param>
    [Alias("Poll"), Idempotent]
    Task<Outcome<DeviceDelivery>> PollAsync(string deviceHash, CancellationToken cancellationToken);

    /// <summary>Who asks; <see cref="ErrorCode.NotFound"/> when nobody waits under this code.</summary>
    [Alias("Show"), Idempotent]
    ValueTask<Outcome<DeviceRequest>> ShowAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Approves or denies; <see cref="ErrorCode.NotFound"/> when nobody waits under this code. The same answer of the same user again
    /// changes nothing.
    /// </summary>
    /// <param name="user">The user who answers.</param>
    /// <param name="approve">True gives the device a token of this user.</param>
    [Alias("Answer"), Idempotent]
    Task<Outcome<Done>> AnswerAsync(AccountId user, bool approve, CancellationToken cancellationToken);
}
