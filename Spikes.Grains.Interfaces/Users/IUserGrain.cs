using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>One user: address, tier, usage; key: <see cref="AccountId"/>.</summary>
[Alias("spikes.user"), GrainInterfaceType("spikes.user")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Makes the user. Repeating it with the same address changes nothing.</summary>
    /// <param name="email">The address, trimmed and in lower case.</param>
    [Alias("Create")]
    Task<Outcome<Account>> CreateAsync(PrivateText email, CancellationToken cancellationToken);

    /// <summary>The user, if <paramref name="tokenGeneration"/> is the current one; <see cref="ErrorCode.AuthFailed"/> otherwise.</summary>
    /// <param name="tokenGeneration">The generation that the presented token was issued in; a recovery begins a new one.</param>
    [Alias("Authenticate")]
    ValueTask<Outcome<Account>> AuthenticateAsync(int tokenGeneration, CancellationToken cancellationToken);

    /// <summary>The user; <see cref="ErrorCode.AuthFailed"/> when there is none. For a key that is linked to the user.</summary>
    [Alias("Describe"), Idempotent]
    ValueTask<Outcome<Account>> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Issues a user token.</summary>
    /// <param name="revokeOthers">True revokes every token and session issued before, for a recovery.</param>
    [Alias("IssueToken")]
    Task<Outcome<IssuedToken>> IssueTokenAsync(bool revokeOthers, CancellationToken cancellationToken);

    /// <summary>Makes a token of which only the hash is known here into a token of this user. Repeating it changes nothing.</summary>
    /// <param name="tokenHash"><see cref="Secrets.HashOf"/> of the token.</param>
    [Alias("AcceptToken"), Idempotent]
    Task<Outcome<Done>> AcceptTokenAsync(string tokenHash, CancellationToken cancellationToken);

    /// <summary>Opens a browser session. It ends after 30 days.</summary>
    /// <param name="revokeOthers">True revokes every token and session issued before, for a recovery.</param>
    [Alias("OpenSession")]
    Task<Outcome<IssuedToken>> OpenSessionAsync(bool revokeOthers, CancellationToken cancellationToken);

    /// <summary>What the account holds now, counted in the database.</summary>
    [Alias("GetUsage"), Idempotent]
    Task<Outcome<Usage>> GetUsageAsync(CancellationToken cancellationToken);

    /// <summary>The user as a payer, read from the rows; <see cref="ErrorCode.AuthFailed"/> when there is none.</summary>
    [Alias("GetBilling"), Idempotent]
    Task<Outcome<BillingAccount>> GetBillingAsync(CancellationToken cancellationToken);

    /// <summary>Forgets the tier: the rows have another one.</summary>
    [Alias("ForgetTier"), Idempotent]
    ValueTask ForgetTierAsync(CancellationToken cancellationToken);
}
