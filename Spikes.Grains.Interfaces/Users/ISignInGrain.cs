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
    Task<Outcome<Account>> FindUserAsync(PrivateText email, CancellationToken cancellationToken);

    /// <summary>The user of this address, made when there is none.</summary>
    /// <param name="email">The address, trimmed and in lower case.</param>
    [Alias("GetOrCreateUser")]
    Task<Outcome<Account>> GetOrCreateUserAsync(PrivateText email, CancellationToken cancellationToken);

    /// <summary>As <see cref="FindUserAsync"/>, for a recovery: nobody collects a token for what was confirmed before.</summary>
    /// <param name="email">The address, trimmed and in lower case.</param>
    [Alias("RecoverUser")]
    Task<Outcome<Account>> RecoverUserAsync(PrivateText email, CancellationToken cancellationToken);

    /// <summary>Writes down that the link of a login mail was confirmed: for 5 minutes its client may collect a token.</summary>
    [Alias("ConfirmAttempt"), Idempotent]
    Task<Outcome<Done>> ConfirmAttemptAsync(LoginAttempt attempt, CancellationToken cancellationToken);

    /// <summary>
    /// A user token for a client whose link was confirmed, once (contract section 6.6); <see cref="ErrorCode.AuthorizationPending"/> when
    /// there is nothing to collect.
    /// </summary>
    /// <param name="email">The address, trimmed and in lower case.</param>
    /// <param name="clientAddress">The client that polls.</param>
    [Alias("CollectToken")]
    Task<Outcome<IssuedToken>> CollectTokenAsync(PrivateText email, PrivateText clientAddress, CancellationToken cancellationToken);
}
