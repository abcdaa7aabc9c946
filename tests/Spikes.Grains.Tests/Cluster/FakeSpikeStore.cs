using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Tests.Cluster;

/// <summary>Spikes in memory. A test says which stores moved and may hold the commits back.</summary>
internal sealed class FakeSpikeStore : ISpikeStore
{
    private readonly ConcurrentDictionary<StoreKey, ConcurrentQueue<SubmitSpike>> _stored = new();

    public ConcurrentDictionary<StoreKey, bool> Moved { get; } = new();

    public ConcurrentDictionary<StoreKey, Task> Gates { get; } = new();

    public ConcurrentDictionary<StoreKey, Refusal> Refusals { get; } = new();

    /// <summary>What <see cref="ReadPageAsync"/> and <see cref="FindAsync"/> give, by store and by asked id.</summary>
    public ConcurrentDictionary<StoreKey, IReadOnlyList<SpikeRow>> Pages { get; } = new();

    /// <summary>Where <see cref="ReadPageAsync"/> stops looking, by store; without an entry it sees the end.</summary>
    public ConcurrentDictionary<StoreKey, SpikeCursor?> ExaminedTo { get; } = new();

    public ConcurrentDictionary<string, IReadOnlyList<SpikeRow>> Found { get; } = new();

    public ConcurrentQueue<(StoreKey Store, string Id, bool? Resolved)> Changes { get; } = new();

    public int CountOf(StoreKey store) => _stored.TryGetValue(store, out var spikes) ? spikes.Count : 0;

    public async ValueTask<SubmitResult> SubmitAsync(StoreKey store, SubmitSpike command, CancellationToken cancellationToken)
    {
        if (Gates.TryGetValue(store, out var gate)) await gate;
        if (Moved.ContainsKey(store)) return new SubmitResult(Refusal.Unavailable, StoreMoved: true);
        if (Refusals.TryGetValue(store, out var refusal)) return new SubmitResult(refusal, StoreMoved: false);

        var spikes = _stored.GetOrAdd(store, _ => new());
        spikes.Enqueue(command);
        return new SubmitResult(new SubmittedSpike(Guid.NewGuid().ToString(), Replayed: false), StoreMoved: false);
    }

    public Task<Outcome<ResolvedSpike>> ResolveAsync(StoreKey store, string spikeId, bool resolved, CancellationToken cancellationToken)
    {
        Changes.Enqueue((store, spikeId, resolved));
        return Task.FromResult<Outcome<ResolvedSpike>>(new ResolvedSpike(spikeId, resolved, null));
    }

    public Task<Outcome<Done>> DeleteAsync(StoreKey store, string spikeId, CancellationToken cancellationToken)
    {
        Changes.Enqueue((store, spikeId, null));
        return Task.FromResult<Outcome<Done>>(Done.Value);
    }

    public ValueTask<Outcome<ReadEnd>> ReadPageAsync(SpikeQuery query, Func<SpikeRow, bool> take, CancellationToken cancellationToken)
    {
        if (query.Store is not { } store || !Pages.TryGetValue(store, out var rows)) return new(Refusal.Unavailable);

        foreach (var row in rows.Take(query.MaxRows + 1))
        {
            if (!take(row)) break;
        }

        return new(new ReadEnd(ExaminedTo.GetValueOrDefault(store)));
    }

    public Task<Outcome<Done>> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult<Outcome<Done>>(Done.Value);

    public ValueTask<Outcome<IReadOnlyList<SpikeRow>>> FindAsync(
        Caller caller, StoreKey? store, string idOrPrefix, CancellationToken cancellationToken)
    {
        var rows = Found.TryGetValue(idOrPrefix, out var found) ? found : [];
        return new(new Outcome<IReadOnlyList<SpikeRow>> { Value = [.. rows.Where(row => store is null || row.Store == store)] });
    }

    public ValueTask<Outcome<SpikeCount>> CountAsync(SpikeQuery query, long place, CancellationToken cancellationToken) =>
        new(query.Store is { } store && Pages.TryGetValue(store, out var rows)
            ? new SpikeCount(rows.Count, new SpikeCursor(place, "at"), null)
            : Refusal.Unavailable);
}
