namespace Spikes.Load.Measuring;

/// <summary>What one round gave.</summary>
/// <param name="Times">Null when only the rate is known.</param>
internal sealed record Sample(double PerSecond, Measurement? Times)
{
    public static Sample Of(Measurement measurement) => new(measurement.PerSecond, measurement);
}
