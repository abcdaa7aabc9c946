using System.Collections.Concurrent;

namespace Spikes.Gateway;

/// <summary>What can be asked for again at any time: so many entries, and over it all are forgotten.</summary>
internal sealed class BoundedMemory<TKey, TValue>(int maxEntries)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, TValue> _entries = new();

    /// <summary>The value, or null when there is none.</summary>
    public TValue? Find(TKey key) => _entries.GetValueOrDefault(key);

    /// <summary>Remembers a value instead of the one before.</summary>
    public void Set(TKey key, TValue value)
    {
        if (!_entries.ContainsKey(key) && _entries.Count >= maxEntries)
            _entries.Clear();
        _entries[key] = value;
    }

    /// <summary>Forgets an entry unless it has another value by now.</summary>
    public void Forget(TKey key, TValue value) => _entries.TryRemove(new(key, value));
}
