using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Spikes.Grains.Interfaces.Cluster;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Cluster;

/// <summary>Tells other silos what this one sees.</summary>
[Reentrant]
internal sealed class SiloPeerService(GrainId id, Silo silo, ILoggerFactory loggerFactory, IStorageWatch storage)
    : GrainService(id, silo, loggerFactory), ISiloPeerService
{
    public ValueTask<bool> ReachesStorageAsync() => new(storage.IsReachable);
}
