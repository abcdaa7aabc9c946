namespace Spikes.Grains.Users;

/// <summary>A user token at rest; the token itself is nowhere, its hash is the grain key.</summary>
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
}
