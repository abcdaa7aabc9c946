namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Stores that another transaction held when they were last asked for. Spikes to them are stored apart and wait for no lock, so that nobody
/// else waits with them.
/// </summary>
internal sealed class HeldStores
{
    /// <summary>The most that are remembered. Over it all are forgotten: one more wait finds those that are still held.</summary>
    public const int Max = 1000;

    private readonly HashSet<string> _stores = new(StringComparer.Ordinal);

    /// <summary>Parts the spikes of a batch, each part in the order in which they came.</summary>
    public (IReadOnlyList<SubmitItem> Free, IReadOnlyList<SubmitItem> Held) Part(IReadOnlyList<SubmitItem> items)
    {
        if (_stores.Count == 0) return (items, []);

        var parts = items.ToLookup(item => _stores.Contains(item.StoreText));
        return ([.. parts[false]], [.. parts[true]]);
    }

    /// <summary>Remembers which stores of some spikes are held now, and forgets the others of them.</summary>
    public void Update(IReadOnlyList<SubmitItem> items, IReadOnlySet<string> held)
    {
        if (held.Count == 0 && _stores.Count == 0) return;

        foreach (var item in items) _stores.Remove(item.StoreText);
        if (_stores.Count + held.Count > Max) _stores.Clear();
        _stores.UnionWith(held);
    }
}
