using Spikes.Chaos.Judging;
using Spikes.Chaos.Running;
using Spikes.Chaos.Uploading;

namespace Spikes.Chaos.Scenarios;

/// <summary>What befalls uploads.</summary>
internal static class UploadFaults
{
    /// <summary>An upload, which takes up to 1.3 s to be sent, must be answered so soon, in seconds.</summary>
    private const double AnswerTarget = 10;

    public static Task KillGatewayAsync(ChaosRun run) => KillAsync(run, run.Pick(run.Cluster.Gateways), "gateway", GatewayFaults.ReplaceAsync);

    public static Task KillSiloAsync(ChaosRun run) =>
        KillAsync(run, run.Pick(run.Cluster.Silos), "silo", (_, ended) => SiloFaults.ReplaceAsync(run, ended));

    private static async Task KillAsync(ChaosRun run, ClusterNode node, string kind, Func<ChaosRun, ClusterNode, Task> replace)
    {
        using var app = run.NewApp();
        var token = await app.SignUpAsync();
        await using var uploaders = new Uploaders(run.Stage.Run, token, run.Doors, run.Options.Seed, run.Clock);
        await run.LetRunAsync(2, 4);
        run.Note($"kill -9 of {kind} {ChaosCluster.Name(node)}, {uploaders.Acknowledged} uploads are acknowledged");
        run.Cluster.Forget(node);
        await node.KillAsync();
        await run.RecoverAsync("the kill");
        await replace(run, node);
        await run.LetRunAsync(1, 2);
        await uploaders.StopAsync();
        run.Note($"uploads: {uploaders.Tally}");

        using var reader = run.NewApp();
        var audit = new UploadAudit(reader, new StoredRows(run.Cluster.Processes.ConnectionString), token);
        foreach (var fault in uploaders.Tally.Surprises.Concat(await audit.FaultsAsync(uploaders.Uploads)))
            run.Fail(fault);
        run.Add(new Measure("uploads acknowledged", uploaders.Acknowledged, "", null));
        run.Add(Measure.Seconds("longest wait for an answer to an upload", uploaders.Tally.Slowest, AnswerTarget));
    }
}
