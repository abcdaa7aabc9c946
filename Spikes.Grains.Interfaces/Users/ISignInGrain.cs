using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>
/// Sign-in of one e-mail address; key: <see cref="Secrets.SignInKey"/>, a hash, because grain keys reach logs and addresses must not.
/// </summary>
[Alias("spikes.sign-in"), GrainInterfaceType("spikes.sign-in")]
public interface ISignInGrain : IGrainWithStringKey
{
    /// <summary>Queues a mail durably. Does the same work for known and unknown addresses.</summary>
    [Alias("RequestLink")]
    Task<Outcome<Done>> RequestLinkAsync(RequestLink command, CancellationToken cancellationToken);

    /// <summary>The user of this address; <see cref="ErrorCode.NotFound"/> when there is none.</summary>
    /// <param name="email">The address, trimmed and in lower case.</param>
    [Alias("FindUser")]
    Task<Outcome<Account>> FindUserAsync(string email, CancellationToken cancellationToken);

    /// <summary>The user of this address, made when there is none.</summary>
    /// <param name="email">The address, trimmed and in lower case.</param>
    [Alias("GetOrCreateUser")]
    Task<Outcome<Account>> GetOrCreateUserAsync(string email, CancellationToken cancellationToken);
}
