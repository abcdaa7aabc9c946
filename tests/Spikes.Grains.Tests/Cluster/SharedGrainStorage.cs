using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans.Storage;

namespace Spikes.Grains.Tests.Cluster;

/// <summary>Grain state outside the silos, in JSON and with ETags like the real one; can be told to fail.</summary>
internal sealed class SharedGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string State, string Key), (string Json, int Version)> _rows = new();
    private readonly ConcurrentDictionary<string, Exception> _failures = new();
    private readonly ConcurrentDictionary<string, Exception> _readFailures = new();

    public bool Holds(string key) => _rows.Keys.Any(row => row.Key == key);

    /// <summary>Writes of this grain key fail until the answer is disposed of.</summary>
    public IDisposable FailWritesOf(string key, Exception? exception = null)
    {
        _failures[key] = exception ?? new IOException("The disk is full");
        return new Repair(() => _failures.TryRemove(key, out _));
    }

    /// <summary>Reads of this grain key fail until the answer is disposed of.</summary>
    public IDisposable FailReadsOf(string key)
    {
        _readFailures[key] = new IOException("The disk is gone");
        return new Repair(() => _readFailures.TryRemove(key, out _));
    }

    /// <summary>Changes a row behind the back of its grain.</summary>
    public void Touch(string stateName, string key)
    {
        var row = (stateName, key);
        _rows[row] = _rows[row] with { Version = _rows[row].Version + 1 };
    }

    /// <summary>Removes a row behind the back of its grain.</summary>
    public void Forget(string stateName, string key) => _rows.TryRemove((stateName, key), out _);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = grainId.Key.ToString()!;
        if (_readFailures.TryGetValue(key, out var failure)) throw failure;

        if (_rows.TryGetValue((stateName, key), out var row))
        {
            grainState.State = JsonSerializer.Deserialize<T>(row.Json)!;
            grainState.ETag = TagOf(row.Version);
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = grainId.Key.ToString()!;
        if (_failures.TryGetValue(key, out var failure)) throw failure;

        var known = _rows.TryGetValue((stateName, key), out var row);
        if ((known ? TagOf(row.Version) : null) != grainState.ETag)
            throw new InconsistentStateException("Another writer was first", TagOf(row.Version), grainState.ETag);

        var next = (JsonSerializer.Serialize(grainState.State), row.Version + 1);
        _rows[(stateName, key)] = next;
        grainState.ETag = TagOf(next.Item2);
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    private static string TagOf(int version) => version.ToString(CultureInfo.InvariantCulture);

    private sealed class Repair(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
