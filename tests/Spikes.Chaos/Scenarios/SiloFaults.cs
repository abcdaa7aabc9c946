using System.Globalization;
using Spikes.Chaos.Judging;
using Spikes.Chaos.Running;

namespace Spikes.Chaos.Scenarios;

/// <summary>What befalls silos.</summary>
internal static class SiloFaults
{
    /// <summary>A silo that was struck off ends itself when it notices.</summary>
    private static readonly TimeSpan NoticeLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public static async Task KillAsync(ChaosRun run)
    {
        for (var kill = 1; kill <= run.Options.Kills; kill++)
        {
            var silo = run.Pick(run.Cluster.Silos);
            run.Note($"kill -9 of silo {ChaosCluster.Name(silo)}");
            run.Cluster.Forget(silo);
            await silo.KillAsync();
            await run.RecoverAsync("the kill");
            await ReplaceAsync(run, silo);
            if (kill < run.Options.Kills)
                await run.LetRunAsync(2, 5);
        }
    }

    public static async Task KillAllAsync(ChaosRun run)
    {
        var old = run.Cluster.Silos.ToList();
        run.Note("kill -9 of all silos");
        foreach (var silo in old)
            run.Cluster.Forget(silo);
        await Task.WhenAll(old.Select(silo => silo.KillAsync()));
        var started = run.Clock.GetTimestamp();
        run.Add(gaps => Measure.Seconds("first acknowledgement after new silos were started", gaps.AnyStoreAfter(started), 15));
        run.Add(gaps => Measure.Seconds("every share acknowledged after new silos were started", gaps.LastStoreAfter(started), null));
        await Task.WhenAll(old.Select(_ => run.Cluster.AddSiloAsync()));
        foreach (var silo in old)
            run.Cluster.Close(silo);
        run.Note("as many new silos are ready");
    }

    public static async Task PauseAsync(ChaosRun run)
    {
        var silo = run.Pick(run.Cluster.Silos);
        var start = run.Clock.GetTimestamp();
        silo.Pause();
        run.Note($"SIGSTOP of silo {ChaosCluster.Name(silo)}");
        await run.RecoverAsync("SIGSTOP");
        var left = run.Options.Pause - run.Clock.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, run.Clock);
        silo.Resume();
        run.Note("SIGCONT");
        await ReplaceIfEndedAsync(run, silo, "the paused silo");
    }

    /// <summary>A silo that was struck off meanwhile must notice and end itself; another takes its place.</summary>
    public static async Task ReplaceIfEndedAsync(ChaosRun run, ClusterNode silo, string which, bool isInNetwork = false)
    {
        if (await HasEndedAsync(silo, run.Clock))
        {
            run.Note($"{which} has ended itself");
            run.Cluster.Forget(silo);
            await ReplaceAsync(run, silo, isInNetwork);
        }
        else
        {
            await silo.WaitUntilReadyAsync();
            run.Note($"{which} works on");
        }
    }

    public static async Task TerminateAsync(ChaosRun run)
    {
        var silo = run.Pick(run.Cluster.Silos);
        run.Cluster.Forget(silo);
        await EndInOrderAsync(run, silo, "silo");
        await run.RecoverAsync("its end");
        await ReplaceAsync(run, silo);
    }

    /// <summary>Starts another in the place of one that has ended.</summary>
    public static async Task ReplaceAsync(ChaosRun run, ClusterNode ended, bool isInNetwork = false)
    {
        await run.Cluster.AddSiloAsync(isInNetwork);
        run.Cluster.Close(ended);
        run.Note("another silo is ready");
    }

    /// <summary>Sends SIGTERM and waits; another exit code than 0 is a failure.</summary>
    public static async Task EndInOrderAsync(ChaosRun run, ClusterNode node, string what)
    {
        run.Note($"SIGTERM of {what} {ChaosCluster.Name(node)}");
        var start = run.Clock.GetTimestamp();
        var code = await node.TerminateAsync();
        run.Note(string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {code} after {run.Clock.GetElapsedTime(start).TotalSeconds:0.0} s"));
        if (code != 0)
            run.Fail($"The {what} ended with exit code {code} after SIGTERM.\n{node.Output}");
    }

    private static async Task<bool> HasEndedAsync(ClusterNode node, TimeProvider clock)
    {
        for (var start = clock.GetTimestamp(); clock.GetElapsedTime(start) < NoticeLimit && !node.HasExited;)
            await Task.Delay(Poll, clock);
        return node.HasExited;
    }
}
