namespace Spikes.Load.Measuring;

/// <summary>A scenario beside its yardstick.</summary>
internal sealed record Result(Row Scenario, Row? Yardstick)
{
    public IEnumerable<Row> Rows => Yardstick is null ? [Scenario] : [Yardstick, Scenario];

    /// <summary>Median by median.</summary>
    public double? Ratio => Yardstick is null ? null : Scenario.Median / Yardstick.Median;
}
