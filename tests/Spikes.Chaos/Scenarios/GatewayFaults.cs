using Spikes.Chaos.Running;

namespace Spikes.Chaos.Scenarios;

/// <summary>What befalls gateways.</summary>
internal static class GatewayFaults
{
    public static async Task TerminateAsync(ChaosRun run)
    {
        var gateway = run.Pick(run.Cluster.Gateways);
        run.Cluster.Forget(gateway);
        await SiloFaults.EndInOrderAsync(run, gateway, "gateway");
        await run.RecoverAsync("its end");
        await ReplaceAsync(run, gateway);
    }

    /// <summary>Starts another in the place of one that has ended.</summary>
    public static async Task ReplaceAsync(ChaosRun run, ClusterNode ended)
    {
        await run.Cluster.AddGatewayAsync();
        run.Cluster.Close(ended);
        run.Note("another gateway is ready");
    }
}
