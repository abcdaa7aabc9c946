using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Storage;

/// <summary>Mails that wait to be sent; rows, so that a crash loses none.</summary>
public interface IMailOutbox
{
    /// <summary>Queues a sign-in mail durably. Its token is minted when it is sent.</summary>
    Task<Outcome<Done>> EnqueueAsync(QueuedMail mail, CancellationToken cancellationToken);
}

/// <summary>A sign-in mail that was asked for.</summary>
/// <param name="Email">The address, trimmed and in lower case.</param>
/// <param name="Purpose">What the link is for.</param>
/// <param name="ClientAddress">The client that asked.</param>
/// <param name="RequestedAt">When it asked; a mail still unsent after 10 minutes is dropped.</param>
/// <param name="Sealed">As in <see cref="RequestLink"/>.</param>
public sealed record QueuedMail(
    string Email, SignInPurpose Purpose, string ClientAddress, DateTimeOffset RequestedAt, string? Sealed = null);
