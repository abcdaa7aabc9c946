using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Interfaces.Users;

/// <summary>One mailed login token, valid 10 minutes and once; key: <c>login/&lt;SHA-256 of the token, hex&gt;</c>.</summary>
[Alias("spikes.login-token"), GrainInterfaceType("spikes.login-token")]
public interface ILoginTokenGrain : IGrainWithStringKey
{
    /// <summary>Writes the token down, at the time its mail is sent.</summary>
    [Alias("Mint")]
    Task<Outcome<Done>> MintAsync(MintLoginToken command, CancellationToken cancellationToken);

    /// <summary>
    /// Redeems the token: <see cref="ErrorCode.TokenInvalid"/>, <see cref="ErrorCode.TokenUsed"/>, <see cref="ErrorCode.TokenExpired"/>, or a
    /// new user token. Of parallel calls one succeeds.
    /// </summary>
    [Alias("Redeem")]
    Task<Outcome<IssuedToken>> RedeemAsync(CancellationToken cancellationToken);

    /// <summary>What the token is, without using it; refusals as in <see cref="RedeemAsync"/>.</summary>
    [Alias("Show"), Idempotent]
    ValueTask<Outcome<LoginLink>> ShowAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Uses the token up for a browser: opens a session, and lets the client that asked by POST /auth/login collect a user token.
    /// Refusals as in <see cref="RedeemAsync"/>.
    /// </summary>
    [Alias("Confirm")]
    Task<Outcome<ConfirmedLink>> ConfirmAsync(CancellationToken cancellationToken);
}
