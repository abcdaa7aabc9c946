namespace Spikes.Grains.Users;

/// <summary>A user at rest.</summary>
[GenerateSerializer, Alias("spikes.user-state")]
internal sealed record UserState
{
    [Id(0)]
    public string Email { get; init; } = "";

    [Id(2)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>User tokens of an earlier generation are revoked.</summary>
    [Id(3)]
    public int TokenGeneration { get; init; }
}
