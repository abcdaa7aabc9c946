using Spikes.Chaos.Judging;
using Spikes.Chaos.Networks;
using Spikes.Chaos.Posting;
using Spikes.Chaos.Scenarios;

namespace Spikes.Chaos.Running;

/// <summary>Runs a scenario under load from the first spike to the verdict.</summary>
internal static class Runner
{
    /// <summary>Beside the time under load; over it the run counts as hanging.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    /// <summary>On a cluster of its own. What goes wrong is in the verdict.</summary>
    public static async Task<Verdict> RunAloneAsync(Scenario scenario, ChaosOptions options, TimeProvider clock)
    {
        if (scenario.NeedsNetwork && await SideNetwork.WhyNotHereAsync() is { } why)
            return Verdict.NotRun(scenario.Name, why);
        try
        {
            await using var network = scenario.NeedsNetwork ? await SideNetwork.CreateAsync() : null;
            await using var cluster = await ChaosCluster.StartAsync(options, network);
            try
            {
                return await RunAsync(scenario, cluster, options, clock).WaitAsync(Limit + TimeSpan.FromSeconds(options.Seconds), clock);
            }
            finally
            {
                if (options.Logs is { } folder)
                    cluster.KeepLogs(folder, scenario.Name);
            }
        }
        catch (Exception fault)
        {
            // Whatever it is: the other scenarios shall run.
            return Verdict.Broken(scenario.Name, fault.ToString());
        }
    }

    /// <summary>On a healthy cluster, which it leaves healthy unless it throws.</summary>
    public static async Task<Verdict> RunAsync(Scenario scenario, ChaosCluster cluster, ChaosOptions options, TimeProvider clock)
    {
        options = options.For(scenario);
        var doors = scenario.IsAtSilos ? cluster.SiloDoors : cluster.GatewayDoors;
        var stage = await Stage.PrepareAsync(cluster, doors, options, clock);
        await using var traffic = new Traffic(stage, doors, options, clock);
        await traffic.ProgressAsync(StartLimit);
        var run = new ChaosRun(cluster, options, stage, traffic, clock);
        await run.LetRunAsync(2, 4);
        run.BeginFault();
        await scenario.Fault(run);
        await run.RecoverAsync("the last fault");
        await run.LetRunAsync(1, 2);
        var left = TimeSpan.FromSeconds(options.Seconds) - clock.GetElapsedTime(run.Begin);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, clock);

        var end = clock.GetTimestamp();
        await traffic.StopAsync(EndLimit);
        return await Judge.VerdictAsync(scenario, run, [.. traffic.Posts], end);
    }
}
