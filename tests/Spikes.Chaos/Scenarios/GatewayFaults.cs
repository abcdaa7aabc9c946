using Spikes.Chaos.Judging;
using Spikes.Chaos.Running;
using Spikes.Chaos.Uploading;

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

    public static async Task KillInUploadsAsync(ChaosRun run)
    {
        using var app = run.Cluster.NewApp();
        var token = await app.SignUpAsync();
        await using var uploaders = new Uploaders(run.Stage.Run, token, run.Cluster.Doors, run.Options.Seed, run.Clock);
        await run.LetRunAsync(2, 4);
        var gateway = run.Pick(run.Cluster.Gateways);
        run.Note($"kill -9 of gateway {ChaosCluster.Name(gateway)}, {uploaders.Acknowledged} uploads are acknowledged");
        run.Cluster.Forget(gateway);
        await gateway.KillAsync();
        await run.RecoverAsync("the kill");
        await ReplaceAsync(run, gateway);
        await run.LetRunAsync(1, 2);
        await uploaders.StopAsync();
        run.Note($"uploads: {uploaders.Tally}");

        using var reader = run.Cluster.NewApp();
        var audit = new UploadAudit(reader, new StoredRows(run.Cluster.Processes.ConnectionString), token);
        foreach (var fault in uploaders.Tally.Surprises.Concat(await audit.FaultsAsync(uploaders.Uploads)))
            run.Fail(fault);
        run.Add(new Measure("uploads acknowledged", uploaders.Acknowledged, "", null));
    }

    /// <summary>Starts another in the place of one that has ended.</summary>
    public static async Task ReplaceAsync(ChaosRun run, ClusterNode ended)
    {
        await run.Cluster.AddGatewayAsync();
        run.Cluster.Doors.Remove(ended.Address);
        run.Note("another gateway is ready");
    }
}
