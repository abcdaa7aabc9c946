using Orleans.Concurrency;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Shares;

/// <summary>One store of spikes - a share, a registered project or an unregistered key; key: <see cref="StoreKey"/>.</summary>
[Alias("spikes.share"), GrainInterfaceType("spikes.share")]
public interface IShareGrain : IGrainWithStringKey
{
    /// <summary>
    /// Keeps a spike and answers once it is committed. <see cref="ErrorCode.NotFound"/>: no such share;
    /// <see cref="ErrorCode.SpikeLimit"/>: full; <see cref="ErrorCode.Unavailable"/>: nothing was stored.
    /// </summary>
    [Alias("Submit"), AlwaysInterleave, Idempotent]
    ValueTask<Outcome<SubmittedSpike>> SubmitAsync(SubmitSpike command, CancellationToken cancellationToken);

    /// <summary>Resolves or reopens a spike of this store. Resolving again keeps the first time.</summary>
    [Alias("ResolveSpike"), AlwaysInterleave, Idempotent]
    Task<Outcome<ResolvedSpike>> ResolveSpikeAsync(string spikeId, bool resolved, CancellationToken cancellationToken);

    /// <summary>Deletes a spike of this store and makes room for another.</summary>
    [Alias("DeleteSpike"), AlwaysInterleave]
    Task<Outcome<Done>> DeleteSpikeAsync(string spikeId, CancellationToken cancellationToken);

    /// <summary>
    /// A number that says whether what was read of the share still holds: it is another one after a deletion, once that is acknowledged,
    /// after <see cref="RenewVersionAsync"/>, and in each activation.
    /// </summary>
    [Alias("GetVersion"), AlwaysInterleave, Idempotent]
    ValueTask<long> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>Makes what was read of the share count no more: its owner has another tier.</summary>
    [Alias("RenewVersion"), AlwaysInterleave, Idempotent]
    ValueTask RenewVersionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the share for everyone at once: its slug is free, its spikes are in no list. Its rows stay for the export until
    /// <see cref="PurgeAsync"/>.
    /// </summary>
    [Alias("Delete"), AlwaysInterleave]
    Task<Outcome<ShareSummary>> DeleteAsync(AccountId owner, CancellationToken cancellationToken);

    /// <summary>
    /// Removes rows of a deleted share, so many that a call stays short; call it until it answers true: nothing is left, or the storage
    /// refuses and a sweep will go on later.
    /// </summary>
    [Alias("Purge"), AlwaysInterleave]
    Task<bool> PurgeAsync(CancellationToken cancellationToken);
}
