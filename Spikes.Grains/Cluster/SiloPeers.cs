using Orleans.Runtime.Services;
using Spikes.Grains.Interfaces.Cluster;

namespace Spikes.Grains.Cluster;

/// <summary>Asks the other silos what they see.</summary>
public interface ISiloPeers
{
    /// <summary>Whether at least one other silo answers and reaches the database. False when there is none.</summary>
    Task<bool> AnyReachesStorageAsync();
}

internal sealed class SiloPeers(IServiceProvider services, ISiloStatusOracle silos, ILocalSiloDetails self)
    : GrainServiceClient<ISiloPeerService>(services), ISiloPeers
{
    /// <summary>Enough to find one that answers; a large cluster is not asked as a whole.</summary>
    private const int MostAsked = 8;

    public async Task<bool> AnyReachesStorageAsync()
    {
        var others = silos.GetActiveSilos().Where(silo => !silo.Equals(self.SiloAddress)).Take(MostAsked);
        return Array.Exists(await Task.WhenAll(others.Select(AskAsync)), reaches => reaches);
    }

    private async Task<bool> AskAsync(SiloAddress silo)
    {
        try
        {
            return await GetGrainService(silo).ReachesStorageAsync();
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException)
        {
            return false;
        }
    }
}
