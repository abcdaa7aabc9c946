using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Storage;

/// <summary>Rows of spikes. Refusals and outages are values: no method throws a driver's exception.</summary>
public interface ISpikeStore
{
    /// <summary>
    /// Keeps a spike and answers once it is durable: many callers, one transaction. Every rule that must be exact is decided inside it:
    /// <see cref="SubmitResult.StoreMoved"/> when the store's name means another store now, the allowed origins of a project, client ids,
    /// the limit of a free owner.
    /// </summary>
    ValueTask<SubmitResult> SubmitAsync(StoreKey store, SubmitSpike command, CancellationToken cancellationToken);

    /// <summary>Resolves or reopens a spike of the store; <see cref="ErrorCode.NotFound"/>.</summary>
    Task<Outcome<ResolvedSpike>> ResolveAsync(StoreKey store, string spikeId, bool resolved, CancellationToken cancellationToken);

    /// <summary>Deletes a spike and lowers the store's count in the same transaction; <see cref="ErrorCode.NotFound"/>.</summary>
    Task<Outcome<Done>> DeleteAsync(StoreKey store, string spikeId, CancellationToken cancellationToken);

    /// <summary>Rows of one stretch, in order, at most <see cref="SpikeQuery.MaxRows"/> + 1: the last tells that more follow.</summary>
    /// <param name="query">What to read; its byte limit is the reader's business.</param>
    /// <param name="take">Called for every row that passes the filters; false ends the reading.</param>
    /// <returns>How far it looked: with filters that is bounded, so that a rare one cannot hold a reader.</returns>
    ValueTask<Outcome<ReadEnd>> ReadPageAsync(SpikeQuery query, Func<SpikeRow, bool> take, CancellationToken cancellationToken);

    /// <summary>Whether a write would get its turn now; changes nothing.</summary>
    Task<Outcome<Done>> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The rows the caller can reach whose id is <paramref name="idOrPrefix"/> (then only that one), else, from 4 characters on, the
    /// first two whose id begins with it; of one store, or of all when it is null.
    /// </summary>
    ValueTask<Outcome<IReadOnlyList<SpikeRow>>> FindAsync(
        Caller caller, StoreKey? store, string idOrPrefix, CancellationToken cancellationToken);

    /// <summary>Counts as <see cref="ISpikeReaderGrain.CountAsync"/> says.</summary>
    ValueTask<Outcome<SpikeCount>> CountAsync(SpikeQuery query, long place, CancellationToken cancellationToken);
}

/// <summary>How far a stretch was looked for.</summary>
/// <param name="ExaminedTo">The last row examined when rows remain beyond it, or null when the end was reached.</param>
public sealed record ReadEnd(SpikeCursor? ExaminedTo);

/// <summary>What became of a submitted spike.</summary>
/// <param name="Outcome">The stored or replayed spike, or why it was refused.</param>
/// <param name="StoreMoved">True when the store's name means another store now; nothing was stored.</param>
public readonly record struct SubmitResult(Outcome<SubmittedSpike> Outcome, bool StoreMoved);
