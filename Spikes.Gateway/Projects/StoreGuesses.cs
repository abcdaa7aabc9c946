using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Gateway.Projects;

/// <summary>
/// Which store a name meant a moment ago. A wrong guess does no harm: a store refuses a write under a name that is not its own, or hands
/// it on.
/// </summary>
internal sealed class StoreGuesses(TimeProvider clock)
{
    /// <summary>The most names remembered; over it all are forgotten.</summary>
    private const int MaxEntries = 20_000;

    // A name that moved costs two more calls for so long.
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private readonly BoundedMemory<string, Guess> _guesses = new(MaxEntries);

    public StoreKey? Find(string name) =>
        _guesses.Find(name) is { } guess && clock.GetElapsedTime(guess.At) < Age ? guess.Store : null;

    public void Remember(string name, StoreKey store) => _guesses.Set(name, new Guess(store, clock.GetTimestamp()));

    private sealed record Guess(StoreKey Store, long At);
}
