using Spikes.Grains.Interfaces.RateLimiting;

namespace Spikes.Grains.RateLimiting;

/// <summary>Memory only: a crash of its silo may forget one window. Idle limiters leave soon, for an attacker can make many.</summary>
[GrainType("rate-limiter"), CollectionAgeLimit(Minutes = 2)]
internal sealed class RateLimiterGrain(TimeProvider timeProvider) : Grain, IRateLimiterGrain
{
    private readonly SlidingWindow _window = new(timeProvider);

    public ValueTask<Admission> AdmitAsync(int limit, TimeSpan window)
    {
        var admission = _window.Admit(limit, window);

        // The last admission counts for a whole window; some windows are longer than the collection age.
        if (admission.Admitted) DelayDeactivation(window);
        return ValueTask.FromResult(admission);
    }
}
