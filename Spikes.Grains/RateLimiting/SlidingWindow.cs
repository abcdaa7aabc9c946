using Spikes.Grains.Interfaces.RateLimiting;

namespace Spikes.Grains.RateLimiting;

/// <summary>
/// An exact sliding window: a ring of the times of its last admissions. It grows with admissions only, and to the limit at most, so that
/// refused requests cost no memory.
/// </summary>
internal sealed class SlidingWindow(TimeProvider timeProvider)
{
    private const int InitialCapacity = 4;

    private long[] _admitted = [];
    private int _oldest;
    private int _count;

    /// <summary>Admits while fewer than <paramref name="limit"/> admissions are younger than <paramref name="window"/>.</summary>
    public Admission Admit(int limit, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);

        // Monotonic: a wall clock that is set back would close or empty the window.
        var now = timeProvider.GetTimestamp();
        while (_count > 0 && AgeOf(0, now) >= window)
        {
            _oldest = (_oldest + 1) % _admitted.Length;
            _count--;
        }

        if (_count < limit)
        {
            Add(now, limit);
            return Admission.Granted;
        }

        // With a lowered limit more than one admission must leave before the next.
        return new Admission(false, window - AgeOf(_count - limit, now));
    }

    private TimeSpan AgeOf(int index, long now) =>
        timeProvider.GetElapsedTime(_admitted[(_oldest + index) % _admitted.Length], now);

    private void Add(long now, int limit)
    {
        if (_count == _admitted.Length) Grow((int)Math.Min(limit, Math.Max(InitialCapacity, 2L * _count)));
        _admitted[(_oldest + _count) % _admitted.Length] = now;
        _count++;
    }

    private void Grow(int capacity)
    {
        var grown = new long[capacity];
        for (var i = 0; i < _count; i++) grown[i] = _admitted[(_oldest + i) % _admitted.Length];
        _admitted = grown;
        _oldest = 0;
    }
}
