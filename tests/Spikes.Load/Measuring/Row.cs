namespace Spikes.Load.Measuring;

/// <summary>A line of the table: one thing, measured in each round.</summary>
internal sealed class Row(string what)
{
    private readonly Measurement _all = new();
    private readonly List<double> _rates = [];
    private bool _hasTimes;

    public string What => what;

    /// <summary>Of all rounds, also those that are not counted.</summary>
    public long Errors { get; private set; }

    public string? FirstError { get; private set; }

    public double Median => Middle(_rates);

    public double Least => _rates.Min();

    public double Most => _rates.Max();

    public double? Milliseconds(double percentile) => _hasTimes ? _all.Milliseconds(percentile) : null;

    public void Add(Sample sample)
    {
        AddErrors(sample);
        _rates.Add(sample.PerSecond);
        if (sample.Times is not { } times)
            return;
        _all.Add(times);
        _hasTimes |= times.Count > 0;
    }

    public void AddErrors(Sample sample)
    {
        Errors += sample.Times?.Errors ?? 0;
        FirstError ??= sample.Times?.FirstError;
    }

    private static double Middle(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
