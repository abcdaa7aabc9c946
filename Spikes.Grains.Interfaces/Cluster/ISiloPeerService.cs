using Orleans.Services;

namespace Spikes.Grains.Interfaces.Cluster;

/// <summary>What silos ask each other, beside the membership that they read in the database. Every silo runs one.</summary>
[Alias("spikes.silo-peer"), GrainInterfaceType("spikes.silo-peer")]
public interface ISiloPeerService : IGrainService
{
    /// <summary>Whether the database answered this silo at the last look, a second or two ago.</summary>
    [Alias("ReachesStorage")]
    ValueTask<bool> ReachesStorageAsync();
}
