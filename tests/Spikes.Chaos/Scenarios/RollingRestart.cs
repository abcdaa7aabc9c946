using Spikes.Chaos.Running;

namespace Spikes.Chaos.Scenarios;

/// <summary>An upgrade as the manifests do it: one more is started, and when it is ready, an old one gets SIGTERM.</summary>
internal static class RollingRestart
{
    public static async Task RunAsync(ChaosRun run)
    {
        foreach (var silo in run.Cluster.Silos.ToList())
        {
            await run.Cluster.AddSiloAsync();
            run.Note("another silo is ready");
            run.Cluster.Forget(silo);
            await SiloFaults.EndInOrderAsync(run, silo, "silo");
            run.Cluster.Close(silo);
        }

        foreach (var gateway in run.Cluster.Gateways.ToList())
        {
            await run.Cluster.AddGatewayAsync();
            run.Note("another gateway is ready");
            run.Cluster.Forget(gateway);
            await SiloFaults.EndInOrderAsync(run, gateway, "gateway");
            run.Cluster.Close(gateway);
        }
    }
}
