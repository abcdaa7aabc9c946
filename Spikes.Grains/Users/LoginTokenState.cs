using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Users;

/// <summary>A mailed login token at rest, and when it may be redeemed.</summary>
[GenerateSerializer, Alias("spikes.login-token-state")]
internal sealed record LoginTokenState
{
    /// <summary>How long a token is valid after its mail was sent.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    [Id(0)]
    public string Email { get; init; } = "";

    [Id(1)]
    public SignInPurpose Purpose { get; init; }

    [Id(2)]
    public DateTimeOffset RequestedAt { get; init; }

    [Id(3)]
    public DateTimeOffset MintedAt { get; init; }

    [Id(4)]
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>The client that asked for the mail, shown to the person who opens the link.</summary>
    [Id(5)]
    public string ClientAddress { get; init; } = "";

    /// <summary>What the gateway wants back once the link is confirmed, encrypted by it.</summary>
    [Id(6)]
    public string? Sealed { get; init; }

    /// <summary>Why it cannot be redeemed at <paramref name="now"/>, or null.</summary>
    public Refusal? WhyNot(DateTimeOffset now) =>
        UsedAt is not null ? LoginTokenRefusals.Used
        : now - MintedAt > Lifetime ? LoginTokenRefusals.Expired
        : null;
}
