using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Grains.Storage;

/// <summary>A stored spike.</summary>
/// <param name="Id">The id of the row.</param>
/// <param name="Store">Where it is kept.</param>
/// <param name="ReceivedAt">Receive time, Unix milliseconds; with the id it is the order of every list.</param>
/// <param name="Draft">What was sent; <see cref="SpikeDraft.ResolvedAt"/> is set exactly when it is resolved.</param>
/// <param name="InScope">True when the caller reaches the row: it sees the owner form.</param>
public sealed record SpikeRow(string Id, StoreKey Store, long ReceivedAt, SpikeDraft Draft, bool InScope);
