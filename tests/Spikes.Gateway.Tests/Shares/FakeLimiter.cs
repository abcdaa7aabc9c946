using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.RateLimiting;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>Admits so many requests of each key as a limit allows, and never more.</summary>
internal sealed class FakeLimiter
{
    private readonly ConcurrentDictionary<string, Window> _windows = new();

    /// <summary>The keys that were asked.</summary>
    public IReadOnlyCollection<string> Keys => [.. _windows.Keys];

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Fault { get; set; }

    public IRateLimiterGrain Of(string key) => _windows.GetOrAdd(key, _ => new Window(this));

    private sealed class Window(FakeLimiter limiter) : IRateLimiterGrain
    {
        private int _admitted;

        public ValueTask<Admission> AdmitAsync(int limit, TimeSpan window)
        {
            if (limiter.Fault is { } fault)
                throw fault;
            return new(Interlocked.Increment(ref _admitted) <= limit ? Admission.Granted : new Admission(false, TimeSpan.FromSeconds(30)));
        }
    }
}
