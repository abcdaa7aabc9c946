namespace Spikes.Chaos.Posting;

/// <summary>What a client does by chance, from one seed.</summary>
internal sealed class PosterChoices(string run, Random random)
{
    private const int IdBytes = 12;

    /// <summary>An id that no other client has.</summary>
    public string NewId()
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        random.NextBytes(bytes);
        return run + Convert.ToHexStringLower(bytes);
    }

    public int FirstDoor() => random.Next(1024);

    public TimeSpan Pause() => TimeSpan.FromMilliseconds(random.Next(20, 80));

    public TimeSpan PauseAfterFailure() => TimeSpan.FromMilliseconds(random.Next(50, 100));
}
