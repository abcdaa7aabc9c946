namespace Spikes.Grains.Interfaces.RateLimiting;

/// <summary>The answer of a limiter.</summary>
/// <param name="Admitted">True when the request is within the limit and now counts.</param>
/// <param name="RetryAfter">When refused: the exact time until a request would be admitted, above zero. Zero when admitted.</param>
[GenerateSerializer, Immutable, Alias("spikes.admission")]
public readonly record struct Admission([property: Id(0)] bool Admitted, [property: Id(1)] TimeSpan RetryAfter)
{
    /// <summary>An admission.</summary>
    public static readonly Admission Granted = new(true, TimeSpan.Zero);
}
