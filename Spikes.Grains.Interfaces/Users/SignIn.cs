namespace Spikes.Grains.Interfaces.Users;

/// <summary>Why a sign-in mail is sent.</summary>
[GenerateSerializer, Alias("spikes.sign-in-purpose")]
public enum SignInPurpose
{
    /// <summary>POST /auth/login: signs in, and creates an unknown user.</summary>
    Login = 1,

    /// <summary>POST /auth/recover: as login for a known user, and revokes every older token.</summary>
    Recovery = 2,

    /// <summary>The e-mail field of the device page: as login; the browser goes back to the device page.</summary>
    Device = 3,

    /// <summary>The e-mail field of the dashboard: as login; the browser goes to the dashboard.</summary>
    Dashboard = 4,
}

/// <summary>Asks for a sign-in mail.</summary>
/// <param name="Email">The address, trimmed and in lower case.</param>
/// <param name="Purpose">What the link is for.</param>
/// <param name="ClientAddress">The address of the client that asked, shown on the landing page.</param>
/// <param name="Sealed">What the gateway wants back once the link is confirmed, encrypted by it, up to 1000 characters; or null.</param>
[GenerateSerializer, Immutable, Alias("spikes.request-link")]
public sealed record RequestLink(
    [property: Id(0)] string Email,
    [property: Id(1)] SignInPurpose Purpose,
    [property: Id(2)] string ClientAddress,
    [property: Id(3)] string? Sealed = null)
{
    /// <summary>Without the addresses: messages reach logs.</summary>
    public override string ToString() => $"{nameof(RequestLink)}, {Purpose}";
}

/// <summary>A login token to write down: minted when its mail is sent.</summary>
/// <param name="Email">The address it was mailed to.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="ClientAddress">The client that asked for the mail.</param>
/// <param name="RequestedAt">When the mail was asked for.</param>
/// <param name="Sealed">As in <see cref="RequestLink"/>.</param>
[GenerateSerializer, Immutable, Alias("spikes.mint-login-token")]
public sealed record MintLoginToken(
    [property: Id(0)] string Email,
    [property: Id(1)] SignInPurpose Purpose,
    [property: Id(2)] string ClientAddress,
    [property: Id(3)] DateTimeOffset RequestedAt,
    [property: Id(4)] string? Sealed = null)
{
    /// <summary>Without the addresses: messages reach logs.</summary>
    public override string ToString() => $"{nameof(MintLoginToken)}, {Purpose}";
}

/// <summary>What the landing page shows of a login token before it is used.</summary>
/// <param name="Email">The address it was mailed to.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="ClientAddress">The client that asked for the mail.</param>
/// <param name="RequestedAt">When the mail was asked for.</param>
[GenerateSerializer, Immutable, Alias("spikes.login-link")]
public sealed record LoginLink(
    [property: Id(0)] string Email,
    [property: Id(1)] SignInPurpose Purpose,
    [property: Id(2)] string ClientAddress,
    [property: Id(3)] DateTimeOffset RequestedAt)
{
    /// <summary>Without the addresses: messages reach logs.</summary>
    public override string ToString() => $"{nameof(LoginLink)}, {Purpose}";
}

/// <summary>A mailed link whose button was pressed: the browser is signed in.</summary>
/// <param name="Session">The secret of the new browser session.</param>
/// <param name="Purpose">What the link was for.</param>
/// <param name="Sealed">As in <see cref="RequestLink"/>.</param>
[GenerateSerializer, Immutable, Alias("spikes.confirmed-link")]
public sealed record ConfirmedLink(
    [property: Id(0)] IssuedToken Session, [property: Id(1)] SignInPurpose Purpose, [property: Id(2)] string? Sealed);

/// <summary>A request for a login mail, as the e-mail poll knows it (contract section 6.6).</summary>
/// <param name="ClientAddress">The client that asked; only it may collect the token.</param>
/// <param name="RequestedAt">When it asked. With the client it names the request.</param>
[GenerateSerializer, Immutable, Alias("spikes.login-attempt")]
public sealed record LoginAttempt([property: Id(0)] string ClientAddress, [property: Id(1)] DateTimeOffset RequestedAt)
{
    /// <summary>Without the address: messages reach logs.</summary>
    public override string ToString() => $"{nameof(LoginAttempt)}, {RequestedAt:O}";
}

/// <summary>A user token or the secret of a browser session, shown to its caller once and stored only as a hash.</summary>
/// <param name="Token">43 URL-safe characters.</param>
/// <param name="Account">Whose it is.</param>
[GenerateSerializer, Immutable, Alias("spikes.issued-token")]
public sealed record IssuedToken([property: Id(0)] string Token, [property: Id(1)] Account Account)
{
    /// <summary>Names the holder only: the token must not reach a log through a record's text.</summary>
    public override string ToString() => "IssuedToken for " + Account.Id;
}

/// <summary>A change that was made.</summary>
[GenerateSerializer, Immutable, Alias("spikes.done")]
public sealed record Done
{
    /// <summary>The one value.</summary>
    public static readonly Done Value = new();
}
