using System.Threading.RateLimiting;
using Spikes.Grains.Interfaces.RateLimiting;

namespace Spikes.Gateway.RateLimiting;

/// <summary>
/// Windows of this process alone, for the time in which a limiter's silo is away. Those that nobody asks are let go. Their number is bounded:
/// a key has the window of its slot, which it may share with another.
/// </summary>
internal sealed class LocalLimiter : IDisposable
{
    private const int SegmentsPerWindow = 6;

    /// <summary>The most windows of one limit.</summary>
    public const int MaxWindows = 65_536;

    private readonly PartitionedRateLimiter<Request> _windows = PartitionedRateLimiter.Create<Request, (string Limit, uint Slot)>(
        request => RateLimitPartition.GetSlidingWindowLimiter((request.Key.Limit, Slot(request.Key.Subject)), _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = request.Count,
            Window = request.Window,
            SegmentsPerWindow = SegmentsPerWindow,
            QueueLimit = 0,
        }));

    /// <summary>Admits at most <paramref name="count"/> requests of a key in a window.</summary>
    public bool Admits(RateLimitKey key, int count, TimeSpan window)
    {
        using var lease = _windows.AttemptAcquire(new Request(key, count, window));
        return lease.IsAcquired;
    }

    public void Dispose() => _windows.Dispose();

    // Differs from process to process: nobody can choose whose window to share.
    private static uint Slot(string subject) => (uint)subject.GetHashCode(StringComparison.Ordinal) % MaxWindows;

    private readonly record struct Request(RateLimitKey Key, int Count, TimeSpan Window);
}
