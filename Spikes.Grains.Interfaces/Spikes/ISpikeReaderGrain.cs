using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Spikes;

/// <summary>Reads spikes from the rows, beside the stores' writes; a stateless worker, key <c>reader/spikes</c>.</summary>
[Alias("spikes.spike-reader"), GrainInterfaceType("spikes.spike-reader"), Idempotent]
public interface ISpikeReaderGrain : IGrainWithStringKey
{
    /// <summary>The key of this grain: it has no identity.</summary>
    const string Key = "reader/spikes";

    /// <summary>The store that a name means now, from the rows, and what stands before it when it is a protected share.</summary>
    [Alias("ResolveStore")]
    ValueTask<Outcome<ResolvedName>> ResolveStoreAsync(string name, CancellationToken cancellationToken);

    /// <summary>Whether storage takes writes, as far as its silo knows; it changes nothing.</summary>
    [Alias("Probe")]
    ValueTask<Outcome<Done>> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>One stretch of a list.</summary>
    [Alias("ReadPage")]
    ValueTask<Outcome<SpikePage>> ReadPageAsync(SpikeQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Finds one spike in the caller's scope by its id, or by 4 or more leading characters: <see cref="ErrorCode.NotFound"/>,
    /// <see cref="ErrorCode.AmbiguousId"/>.
    /// </summary>
    [Alias("Find")]
    ValueTask<Outcome<FoundSpike>> FindAsync(Caller caller, string idOrPrefix, CancellationToken cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, among the spikes of one store.</summary>
    [Alias("FindInStore")]
    ValueTask<Outcome<FoundSpike>> FindInStoreAsync(
        Caller caller, StoreKey store, string idOrPrefix, CancellationToken cancellationToken);

    /// <summary>Counts the rows of a list from <see cref="SpikeQuery.After"/> on, looking at 5000 rows at most.</summary>
    /// <param name="query">The list; its limits of rows and bytes do not count.</param>
    /// <param name="place">Which matching row's place is wanted: 1 is the first; 0 for none.</param>
    [Alias("Count")]
    ValueTask<Outcome<SpikeCount>> CountAsync(SpikeQuery query, long place, CancellationToken cancellationToken);
}
