using HdrHistogram;

namespace Spikes.Load.Measuring;

/// <summary>How often something was done in a time, and how long each took.</summary>
/// <param name="span">The measured time; zero for a part that is added to a whole.</param>
internal sealed class Measurement(TimeSpan span = default)
{
    /// <summary>Longer ones count as this long.</summary>
    private const long MaxMicroseconds = 60_000_000;

    private const int Digits = 3;

    private readonly LongHistogram _times = new(1, MaxMicroseconds, Digits);

    public long Errors { get; private set; }

    public string? FirstError { get; private set; }

    public long Count => _times.TotalCount;

    public double PerSecond => Count / span.TotalSeconds;

    public double Milliseconds(double percentile) => _times.GetValueAtPercentile(percentile) / 1000.0;

    public void Add(TimeSpan time) => _times.RecordValue(Math.Clamp((long)time.TotalMicroseconds, 1, MaxMicroseconds));

    public void AddError(string text)
    {
        Errors++;
        FirstError ??= text;
    }

    public void Add(Measurement other)
    {
        _times.Add(other._times);
        Errors += other.Errors;
        FirstError ??= other.FirstError;
    }
}
