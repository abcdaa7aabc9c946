namespace Spikes.Chaos.Posting;

/// <summary>One share or key, and who posts to it.</summary>
/// <param name="Name">The project key or share id under which its spikes are sent.</param>
/// <param name="Clients">How many clients post to it and to nothing else.</param>
internal sealed record Store(string Name, int Clients)
{
    private long _acknowledged;

    /// <summary>The owner's token when it is a share; the first of its clients posts with it, the others without.</summary>
    public string? Token { get; init; }

    /// <summary>Whether it is an uploaded share, whose spikes the program counts.</summary>
    public bool IsShare => Token is not null;

    /// <summary>The most spikes it may hold; null for no limit.</summary>
    public int? Limit { get; init; }

    /// <summary>Acknowledgements so far.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public void CountAcknowledgement() => Interlocked.Increment(ref _acknowledged);
}
