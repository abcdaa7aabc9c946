using Spikes.Chaos.Networks;
using Spikes.Chaos.Running;

namespace Spikes.Chaos.Scenarios;

/// <summary>A network that is cut around one silo and mended later.</summary>
internal static class Partition
{
    public static async Task CutAsync(ChaosRun run, bool fromSilos, bool fromDatabase)
    {
        var network = run.Cluster.Network ?? throw new InvalidOperationException("This scenario needs a network of its own");
        var silo = run.Cluster.Silos.Single(silo => silo.Address.Host == SideNetwork.InnerAddress);
        var start = run.Clock.GetTimestamp();
        await network.CutAsync(fromSilos, fromDatabase);
        run.Note($"the way of silo {ChaosCluster.Name(silo)} is cut");
        await run.RecoverAsync("the cut");
        var left = run.Options.Pause - run.Clock.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, run.Clock);
        await network.MendAsync(fromSilos, fromDatabase);
        run.Note("it is mended");
        await SiloFaults.ReplaceIfEndedAsync(run, silo, "the silo that was cut off", isInNetwork: true);
    }
}
