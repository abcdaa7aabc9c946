namespace Spikes.Grains.Pages;

/// <summary>The key ring at rest.</summary>
[GenerateSerializer, Alias("spikes.key-ring-state")]
internal sealed record KeyRingState
{
    [Id(0)]
    public IReadOnlyList<string> Elements { get; init; } = [];
}
