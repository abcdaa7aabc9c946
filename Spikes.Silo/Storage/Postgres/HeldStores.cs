namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Stores that another transaction held when they were last asked for. Spikes to them are stored apart and wait for no lock, so that nobody
/// else waits with them.
/// </summary>
internal sealed class HeldStores(TimeProvider timeProvider)
{
    /// <summary>The most that are remembered. Over it all are forgotten: one more wait finds those that are still held.</summary>
    public const int Max = 1000;

    /// <summary>
    /// After it a store is waited for once more: who never waits never gets a lock that others take in turns, as silos do with the meter of
    /// a busy agent.
    /// </summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> _since = new(StringComparer.Ordinal);

    /// <summary>Parts the spikes of a batch, each part in the order in which they came.</summary>
    public (IReadOnlyList<SubmitItem> Free, IReadOnlyList<SubmitItem> Held) Part(IReadOnlyList<SubmitItem> items)
    {
        if (_since.Count == 0) return (items, []);

        var parts = items.ToLookup(item => _since.TryGetValue(item.StoreText, out var since) && timeProvider.GetElapsedTime(since) < MaxAge);
        return ([.. parts[false]], [.. parts[true]]);
    }

    /// <summary>Remembers which stores of some spikes are held now, since when they were waited for, and forgets the others of them.</summary>
    public void Update(IReadOnlyList<SubmitItem> items, IReadOnlySet<string> held)
    {
        if (held.Count == 0 && _since.Count == 0) return;

        foreach (var item in items)
        {
            if (!held.Contains(item.StoreText)) _since.Remove(item.StoreText);
        }

        if (_since.Count + held.Count > Max) _since.Clear();
        foreach (var store in held)
        {
            if (!_since.TryGetValue(store, out var since) || timeProvider.GetElapsedTime(since) >= MaxAge) _since[store] = timeProvider.GetTimestamp();
        }
    }
}
