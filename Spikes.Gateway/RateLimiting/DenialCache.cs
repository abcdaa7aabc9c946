using Spikes.Grains.Interfaces.RateLimiting;

namespace Spikes.Gateway.RateLimiting;

/// <summary>Refusals that still hold. Forgetting one costs a grain call and nothing else.</summary>
internal sealed class DenialCache(TimeProvider clock)
{
    /// <summary>The most refusals remembered; over it all are forgotten.</summary>
    private const int MaxEntries = 20_000;

    private readonly BoundedMemory<RateLimitKey, Denial> _denials = new(MaxEntries);

    /// <summary>How long a refusal still holds, or null when there is none.</summary>
    public TimeSpan? Remaining(RateLimitKey key)
    {
        if (_denials.Find(key) is not { } denial)
            return null;
        var remaining = denial.Length - clock.GetElapsedTime(denial.Asked);
        if (remaining > TimeSpan.Zero)
            return remaining;
        _denials.Forget(key, denial);
        return null;
    }

    public void Remember(RateLimitKey key, long asked, TimeSpan length) => _denials.Set(key, new Denial(asked, length));

    private sealed record Denial(long Asked, TimeSpan Length);
}
