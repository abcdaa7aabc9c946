using System.Globalization;

namespace Spikes.Load.Measuring;

/// <summary>A scenario and its yardsticks in turn, so that all meet the same machine.</summary>
internal static class Rounds
{
    /// <summary>Before each measurement; not counted.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Runs one round that is not counted, in which code is compiled and caches fill, and then those that are.</summary>
    public static async Task<Result> RunAsync(IMeasured scenario, IReadOnlyList<IMeasured> yardsticks, LoadOptions options)
    {
        var result = new Result(new Row(scenario.What), [.. yardsticks.Select(yardstick => new Row(yardstick.What))]);
        var measured = TimeSpan.FromSeconds(options.Seconds);
        for (var round = 0; round <= options.Rounds; round++)
        {
            foreach (var (yardstick, row) in yardsticks.Zip(result.Yardsticks))
                Keep(row, await yardstick.MeasureAsync(WarmUp, measured), round);
            Keep(result.Scenario, await scenario.MeasureAsync(WarmUp, measured), round);
        }

        return result;
    }

    private static void Keep(Row row, Sample sample, int round)
    {
        var name = round == 0 ? "not counted" : round.ToString(CultureInfo.InvariantCulture);
        Console.Error.WriteLine(FormattableString.Invariant($"{row.What}, round {name}: {sample.PerSecond:N0}/s, {sample.Times?.Errors ?? 0} errors"));
        if (round > 0)
            row.Add(sample);
        else
            row.AddErrors(sample);
    }
}
