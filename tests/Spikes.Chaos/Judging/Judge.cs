using System.Globalization;
using Spikes.Chaos.Posting;
using Spikes.Chaos.Running;
using Spikes.Chaos.Scenarios;

namespace Spikes.Chaos.Judging;

/// <summary>Compares what clients were told with what is stored and with what the program says about it.</summary>
internal static class Judge
{
    public static async Task<Verdict> VerdictAsync(Scenario scenario, ChaosRun run, IReadOnlyList<Post> posts, long end)
    {
        var stored = new StoredRows(run.Cluster.Processes.ConnectionString);
        var rows = await stored.ReadAsync(run.Stage.Stores.Select(store => store.Name));
        var miscounted = await MiscountedAsync(run, stored, rows);
        var counts = Counts.Of(posts, rows, run.Stage.Stores) with { Miscounted = miscounted.Count };
        var gaps = new Gaps(posts, run.Begin, end, run.Clock);
        return new Verdict(
            scenario.Name,
            counts,
            [.. Measures(scenario, run, gaps)],
            [.. run.Notes, $"answers: {run.Tally}"],
            [.. run.Failures, .. Failures(counts, run.Tally), .. miscounted, .. await FaultsOfApiAsync(run, rows, posts), .. run.Cluster.Dead()]);
    }

    private static IEnumerable<Measure> Measures(Scenario scenario, ChaosRun run, Gaps gaps)
    {
        var (gap, store) = gaps.Worst();
        yield return Measure.Seconds($"worst gap of one share ({store})", gap, scenario.GapTarget);
        yield return Measure.Seconds("worst gap before the fault", gaps.WorstBetween(run.Begin, run.FaultAt).Gap, null);
        yield return Measure.Seconds("slowest answer", run.Tally.Slowest, null);
        yield return new Measure("spikes that failed twice in a row", run.Tally.FailedTwice, "", scenario.IsGraceful ? 0 : null);
        yield return new Measure(
            string.Create(CultureInfo.InvariantCulture, $"no answer within {run.Options.Patience.TotalSeconds} s"),
            run.Tally.Count(Tally.Timeout),
            "",
            scenario.IsAnswered ? 0 : null);
        foreach (var measure in run.Measures)
            yield return measure(gaps);
    }

    private static IEnumerable<string> Failures(Counts counts, Tally tally)
    {
        (string What, int Count)[] zeros =
        [
            ("spikes are lost", counts.Lost),
            ("spikes are doubled", counts.Doubled),
            ("spikes are over a limit", counts.OverLimit),
            ("spikes are stored that were refused or not sent", counts.Strange),
            ("spikes were not answered until the end", counts.GivenUp),
            ("lists left out what was acknowledged before", tally.Stale),
        ];
        return [.. zeros.Where(zero => zero.Count != 0).Select(zero => $"{zero.Count} {zero.What}"), .. tally.Surprises];
    }

    private static async Task<IReadOnlyList<string>> MiscountedAsync(ChaosRun run, StoredRows stored, IReadOnlyList<StoredRow> rows)
    {
        var shares = run.Stage.Stores.Where(store => store.IsShare).ToList();
        var counters = await stored.ReadCountersAsync(shares.Select(share => share.Name));
        var perStore = rows.CountBy(row => row.Store).ToDictionary();
        var faults = shares.Where(share => counters[share.Name] != perStore.GetValueOrDefault(share.Name))
            .Select(share => $"The counter of {share.Name} says {counters[share.Name]}, {perStore.GetValueOrDefault(share.Name)} are stored").ToList();
        using var app = run.NewApp();
        var view = new ApiView(app, rows);
        foreach (var owner in shares.GroupBy(share => share.Token!))
            faults.AddRange(await view.MiscountedAsync(owner.Key, [.. owner]));
        return faults;
    }

    private static async Task<IReadOnlyList<string>> FaultsOfApiAsync(ChaosRun run, IReadOnlyList<StoredRow> rows, IReadOnlyList<Post> posts)
    {
        var faults = new List<string?>();
        var turn = 0;
        foreach (var store in run.Stage.Stores)
        {
            using var app = run.NewApp(turn++);
            var view = new ApiView(app, rows);
            faults.Add(await view.FaultOfListAsync(store));
            // The first client of a share posts with the owner's token; a spike of another is repeated without.
            var newest = posts.LastOrDefault(post => post.Store == store && post.Fate == Fate.Acknowledged && !post.IsSigned);
            if (newest is not null)
                faults.Add(await view.FaultOfReplayAsync(newest));
        }

        return [.. faults.OfType<string>()];
    }
}
