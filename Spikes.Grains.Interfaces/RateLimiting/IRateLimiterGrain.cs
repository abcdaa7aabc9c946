namespace Spikes.Grains.Interfaces.RateLimiting;

/// <summary>One exact sliding window, in memory only; key: <see cref="RateLimitKey"/>.</summary>
[Alias("spikes.rate-limiter"), GrainInterfaceType("spikes.rate-limiter")]
public interface IRateLimiterGrain : IGrainWithStringKey
{
    /// <summary>
    /// Admits if and only if fewer than <paramref name="limit"/> requests were admitted in the trailing <paramref name="window"/>.
    /// A refused request is not counted.
    /// </summary>
    /// <param name="limit">At least 1; a limit that is off is never asked.</param>
    /// <param name="window">The length of the window, above zero.</param>
    [Alias("Admit")]
    ValueTask<Admission> AdmitAsync(int limit, TimeSpan window);
}
