namespace Spikes.Grains.Interfaces.Projects;

/// <summary>
/// The directory of names: one grain per name, key by <see cref="StoreName.GrainKey"/>. Remembers which store a name means; the rows decide. A stale
/// memory does no harm: a store refuses writes that reach it under a name it no longer has.
/// </summary>
[Alias("spikes.store-name"), GrainInterfaceType("spikes.store-name"), Idempotent]
public interface IStoreNameGrain : IGrainWithStringKey
{
    /// <summary>The store that the name means. An unknown name means the unregistered store of exactly that key.</summary>
    [Alias("Resolve")]
    ValueTask<ResolvedName> ResolveAsync(CancellationToken cancellationToken);

    /// <summary>Forgets and reads anew, after a share was created or deleted, a key was registered, or a store refused the name.</summary>
    [Alias("Refresh")]
    Task<ResolvedName> RefreshAsync(CancellationToken cancellationToken);
}
