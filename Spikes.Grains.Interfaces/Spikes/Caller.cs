using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Spikes;

/// <summary>Who asks, after the Gateway has checked the credential.</summary>
/// <param name="Account">The account of a user token or API key, or null.</param>
/// <param name="IsAdmin">True for the admin token.</param>
[GenerateSerializer, Immutable, Alias("spikes.caller")]
public readonly record struct Caller([property: Id(0)] AccountId? Account, [property: Id(1)] bool IsAdmin)
{
    /// <summary>Nobody in particular.</summary>
    public static readonly Caller Anonymous = new(null, false);

    /// <summary>The holder of the admin token: reaches every spike.</summary>
    public static readonly Caller Admin = new(null, true);

    /// <summary>A user or key: reaches the spikes of its stores and those it submitted.</summary>
    public static Caller For(AccountId account) => new(account, false);

    /// <summary>True when a valid credential was presented.</summary>
    public bool IsAuthenticated => IsAdmin || Account is not null;
}
