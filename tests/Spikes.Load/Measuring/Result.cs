namespace Spikes.Load.Measuring;

/// <summary>A scenario beside its yardsticks.</summary>
internal sealed record Result(Row Scenario, IReadOnlyList<Row> Yardsticks)
{
    public IEnumerable<Row> Rows => [.. Yardsticks, Scenario];

    /// <summary>Median by median, in the order of the yardsticks.</summary>
    public IEnumerable<double> Ratios => Yardsticks.Select(yardstick => Scenario.Median / yardstick.Median);
}
