using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Grains.Interfaces.Projects;

/// <summary>Where a name leads now.</summary>
/// <param name="Store">The store that the name means (contract section 4.1).</param>
/// <param name="Deleted">True when the name is the id of a deleted share: refused on write, empty on read.</param>
[GenerateSerializer, Immutable, Alias("spikes.resolved-name")]
public sealed record ResolvedName([property: Id(0)] StoreKey Store, [property: Id(1)] bool Deleted)
{
    /// <summary>
    /// What stands before a protected share. Told to readers only: it holds for the moment, so nobody who remembers a name gets it.
    /// </summary>
    [Id(2)]
    public ShareGuard? Guard { get; init; }
}
