using System.Buffers;
using System.Text.Json;
using Orleans.Concurrency;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Spikes;

[GrainType("spike-reader"), StatelessWorker(ReaderLimits.Workers), Reentrant]
internal sealed class SpikeReaderGrain(ISpikeStore spikes, IShareStore shares) : Grain, ISpikeReaderGrain
{
    private static readonly Refusal NotFound = new(ErrorCode.NotFound, "Spike not found");
    private static readonly Refusal Ambiguous = new(ErrorCode.AmbiguousId, "Several spikes begin with this id");

    public async ValueTask<Outcome<ResolvedName>> ResolveStoreAsync(string name, CancellationToken cancellationToken)
    {
        var resolved = await shares.ResolveAsync(name, cancellationToken);
        if (!resolved.IsSuccess(out var found, out _) || found is not { Deleted: false, Store.Kind: StoreKind.Share }) return resolved;

        var guarded = await shares.FindGuardAsync(found.Store.Id, cancellationToken);
        if (guarded.IsSuccess(out var guard, out var refusal)) return found with { Guard = guard };
        return refusal.Code == ErrorCode.NotFound ? found : refusal;
    }

    public async ValueTask<Outcome<Done>> ProbeAsync(CancellationToken cancellationToken) => await spikes.ProbeAsync(cancellationToken);

    public async ValueTask<Outcome<SpikePage>> ReadPageAsync(SpikeQuery query, CancellationToken cancellationToken)
    {
        var read = await ReadStretchAsync(query, cancellationToken);
        var isEmpty = read.IsSuccess(out var page, out _) && page is { Count: 0, Next: null };
        if (!isEmpty || query.Store is not { Kind: StoreKind.Unregistered } store) return read;

        // The key may have been registered since its store was looked for. The places of its rows are the same in the project.
        var resolved = await shares.ResolveAsync(store.Id, cancellationToken);
        if (!resolved.IsSuccess(out var name, out var refusal)) return refusal;
        return name.Store.Kind == StoreKind.Project ? await ReadStretchAsync(query with { Store = name.Store }, cancellationToken) : read;
    }

    public ValueTask<Outcome<FoundSpike>> FindAsync(Caller caller, string idOrPrefix, CancellationToken cancellationToken) =>
        FindAsync(caller, null, idOrPrefix, cancellationToken);

    public ValueTask<Outcome<FoundSpike>> FindInStoreAsync(
        Caller caller, StoreKey store, string idOrPrefix, CancellationToken cancellationToken) =>
        FindAsync(caller, store, idOrPrefix, cancellationToken);

    public ValueTask<Outcome<SpikeCount>> CountAsync(SpikeQuery query, long place, CancellationToken cancellationToken) =>
        spikes.CountAsync(query, place, cancellationToken);

    private async ValueTask<Outcome<SpikePage>> ReadStretchAsync(SpikeQuery query, CancellationToken cancellationToken)
    {
        using var page = new SpikePageWriter(query);
        // A caller that has left must not keep a worker.
        var read = await spikes.ReadPageAsync(query, row => !cancellationToken.IsCancellationRequested && page.Take(row), cancellationToken);
        return read.IsSuccess(out var end, out var refusal) ? page.ToPage(end.ExaminedTo) : refusal;
    }

    private async ValueTask<Outcome<FoundSpike>> FindAsync(
        Caller caller, StoreKey? store, string idOrPrefix, CancellationToken cancellationToken)
    {
        var found = await spikes.FindAsync(caller, store, idOrPrefix, cancellationToken);
        if (!found.IsSuccess(out var rows, out var refusal)) return refusal;

        return rows switch
        {
            [] => NotFound,
            [var row] => new FoundSpike(row.Id, row.Store, InOwnerForm(row)),
            _ => Ambiguous,
        };
    }

    private static ReadOnlyMemory<byte> InOwnerForm(SpikeRow row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, SpikeJson.Options)) SpikeJson.Write(json, row, isOwnerForm: true);
        return buffer.WrittenMemory;
    }
}
