using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>One user token; key: <c>token/&lt;SHA-256 of the token, hex&gt;</c>, so that the token itself is nowhere at rest.</summary>
[Alias("spikes.user-token"), GrainInterfaceType("spikes.user-token")]
public interface IUserTokenGrain : IGrainWithStringKey
{
    /// <summary>Writes the token down for a user.</summary>
    [Alias("Issue")]
    Task<Outcome<Done>> IssueAsync(AccountId account, int tokenGeneration, CancellationToken cancellationToken);

    /// <summary>Whose token it is; <see cref="ErrorCode.AuthFailed"/> when unknown or revoked.</summary>
    [Alias("Authenticate"), Idempotent]
    ValueTask<Outcome<Account>> AuthenticateAsync(CancellationToken cancellationToken);

    /// <summary>Revokes the token; <see cref="ErrorCode.AuthFailed"/> when it is not valid any more.</summary>
    [Alias("Revoke")]
    Task<Outcome<Done>> RevokeAsync(CancellationToken cancellationToken);

    /// <summary>Issues a new token and revokes this one; of parallel calls one succeeds.</summary>
    [Alias("Rotate")]
    Task<Outcome<IssuedToken>> RotateAsync(CancellationToken cancellationToken);
}
