namespace Spikes.Grains.Users;

/// <summary>Which user an address signs in.</summary>
[GenerateSerializer, Alias("spikes.sign-in-state")]
internal sealed record SignInState
{
    /// <summary>The user's UUID, or null while there is none.</summary>
    [Id(0)]
    public string? UserId { get; init; }
}
