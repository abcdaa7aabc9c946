using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.RateLimiting;

namespace Spikes.Gateway.RateLimiting;

/// <summary>Refusals that still hold. Forgetting one costs a grain call and nothing else.</summary>
internal sealed class DenialCache(TimeProvider clock)
{
    /// <summary>The most refusals remembered; over it all are forgotten.</summary>
    private const int MaxEntries = 20_000;

    private readonly ConcurrentDictionary<RateLimitKey, (long Asked, TimeSpan Length)> _denials = new();

    /// <summary>How long a refusal still holds, or null when there is none.</summary>
    public TimeSpan? Remaining(RateLimitKey key)
    {
        if (!_denials.TryGetValue(key, out var denial))
            return null;
        var remaining = denial.Length - clock.GetElapsedTime(denial.Asked);
        if (remaining > TimeSpan.Zero)
            return remaining;
        _denials.TryRemove(new(key, denial));
        return null;
    }

    public void Remember(RateLimitKey key, long asked, TimeSpan length)
    {
        if (_denials.Count >= MaxEntries)
            _denials.Clear();
        _denials[key] = (asked, length);
    }
}
