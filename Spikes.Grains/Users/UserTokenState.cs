namespace Spikes.Grains.Users;

/// <summary>A user token or browser session at rest; the secret itself is nowhere, its hash is the grain key.</summary>
[GenerateSerializer, Alias("spikes.user-token-state")]
internal sealed record UserTokenState
{
    /// <summary>Text of the account that holds the token.</summary>
    [Id(0)]
    public string Account { get; init; } = "";

    [Id(1)]
    public int Generation { get; init; }

    [Id(2)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(3)]
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When a browser session ends; null for user tokens, which do not end by themselves.</summary>
    [Id(4)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it is neither revoked nor over.</summary>
    public bool IsValid(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } end || now < end);
}
