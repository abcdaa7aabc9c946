using System.Globalization;
using Spikes.Chaos.Judging;
using Spikes.Chaos.Posting;
using Spikes.Chaos.Running;

namespace Spikes.Chaos.Scenarios;

/// <summary>What befalls PostgreSQL.</summary>
internal static class DatabaseFaults
{
    /// <summary>An error must come so soon, in seconds.</summary>
    private const double AnswerTarget = 2;

    /// <summary>The first acknowledgement of every share must come so soon, in seconds.</summary>
    private const double BackTarget = 2;

    public static Task KillAsync(ChaosRun run, int seconds) =>
        OutageAsync(run, seconds, "kill -9 of PostgreSQL", run.Cluster.Database.KillAsync, run.Cluster.Database.StartAsync);

    public static Task StopAsync(ChaosRun run, int seconds) =>
        OutageAsync(run, seconds, "immediate stop of PostgreSQL", run.Cluster.Database.StopImmediatelyAsync, run.Cluster.Database.StartAsync);

    public static Task PauseAsync(ChaosRun run, int seconds) => OutageAsync(
        run,
        seconds,
        "SIGSTOP of PostgreSQL",
        () => Done(run.Cluster.Database.Pause),
        () => Done(run.Cluster.Database.Resume));

    private static async Task OutageAsync(ChaosRun run, int seconds, string what, Func<Task> begin, Func<Task> end)
    {
        // Silos, which serve HTTP too, answer by other ways than gateways: their calls may stay in the process.
        Uri[] doors = [.. run.Cluster.GatewayDoors.All, .. run.Cluster.SiloDoors.All];
        await using var prober = new Prober(doors, run.Stage.Slug, $"chaos-{run.Stage.Run}-probe", run.Clock);
        // What a door shall serve while PostgreSQL is away, it must have read before.
        await prober.EachHasServedThePageAsync();
        run.Note(what);
        await begin();
        var away = run.Clock.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(seconds), run.Clock);
        var starting = run.Clock.GetTimestamp();
        await end();
        var back = run.Clock.GetTimestamp();
        run.Note("PostgreSQL takes connections again");
        var start = run.Clock.GetElapsedTime(starting, back);
        run.Add(gaps => Measure.Seconds(
            string.Create(CultureInfo.InvariantCulture, $"worst gap less the {start.TotalSeconds:0.0} s that PostgreSQL took to start"),
            gaps.Worst().Gap - start,
            seconds + BackTarget));
        run.Add(gaps => Measure.Seconds("first acknowledgement of the last share after PostgreSQL was back", gaps.LastStoreAfter(back), BackTarget));
        await run.RecoverAsync("PostgreSQL was back");
        await prober.StopAsync();
        JudgeProbes(run, [.. prober.Probes], away, starting);
    }

    private static void JudgeProbes(ChaosRun run, IReadOnlyCollection<Probe> probes, long away, long starting)
    {
        // What was answered later may have waited for the return, what was asked before may have been served.
        var answered = probes.Where(probe => probe.At >= away && probe.End < starting).ToList();
        foreach (var kind in answered.GroupBy(probe => (probe.What, probe.Kind)).OrderBy(kind => kind.Key.What, StringComparer.Ordinal))
            run.Note($"while it was away: {kind.Count()} answers {kind.Key.Kind} to {kind.Key.What}");

        var waited = probes.Where(probe => probe.At < starting && probe.End > away).Select(probe => run.Clock.GetElapsedTime(Math.Max(probe.At, away), probe.End));
        run.Add(Measure.Seconds("longest wait for an answer while PostgreSQL was away", waited.DefaultIfEmpty().Max(), AnswerTarget));
        run.Add(new Measure("pages not served while PostgreSQL was away", answered.Count(probe => probe.What == Prober.Page && probe.Kind != "200"), "", 0));
        foreach (var wrong in answered.Where(probe => probe.What != Prober.Page && probe.Kind != "503").GroupBy(probe => (probe.What, probe.Kind)))
            run.Fail($"{wrong.Count()} answers {wrong.Key.Kind} to {wrong.Key.What} while PostgreSQL was away");
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
