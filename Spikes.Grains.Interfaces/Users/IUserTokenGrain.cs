using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>
/// One user token or browser session; key: <see cref="Secrets.UserTokenKey"/> or <see cref="Secrets.SessionKey"/>, made of the hash, so
/// that the secret itself is nowhere at rest. The two never stand for each other, because their keys differ.
/// </summary>
[Alias("spikes.user-token"), GrainInterfaceType("spikes.user-token")]
public interface IUserTokenGrain : IGrainWithStringKey
{
    /// <summary>Writes the token down for a user. Repeating it with the same generation changes nothing, and revoked it stays revoked.</summary>
    /// <param name="account">The user.</param>
    /// <param name="tokenGeneration">The user's generation now.</param>
    /// <param name="expiresAt">From then on it is refused; null for never.</param>
    [Alias("Issue")]
    Task<Outcome<Done>> IssueAsync(AccountId account, int tokenGeneration, DateTimeOffset? expiresAt, CancellationToken cancellationToken);

    /// <summary>Whose token it is; <see cref="ErrorCode.AuthFailed"/> when unknown, revoked or expired.</summary>
    [Alias("Authenticate"), Idempotent]
    ValueTask<Outcome<Account>> AuthenticateAsync(CancellationToken cancellationToken);

    /// <summary>Revokes the token; <see cref="ErrorCode.AuthFailed"/> when it is not valid any more.</summary>
    [Alias("Revoke")]
    Task<Outcome<Done>> RevokeAsync(CancellationToken cancellationToken);

    /// <summary>Issues a new token and revokes this one; of parallel calls one succeeds.</summary>
    [Alias("Rotate")]
    Task<Outcome<IssuedToken>> RotateAsync(CancellationToken cancellationToken);
}
