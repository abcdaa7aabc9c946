using Spikes.Chaos.Posting;

namespace Spikes.Chaos.Judging;

/// <summary>The times at which each store without a limit was acknowledged something, and how long it was not.</summary>
internal sealed class Gaps
{
    private readonly TimeProvider _clock;
    private readonly long _begin;
    private readonly long _end;
    private readonly Dictionary<string, List<long>> _times;

    /// <param name="posts">What clients wrote down.</param>
    /// <param name="begin">From here on every store has clients that want to post.</param>
    /// <param name="end">To here.</param>
    /// <param name="clock">Whose times these are.</param>
    public Gaps(IEnumerable<Post> posts, long begin, long end, TimeProvider clock)
    {
        (_begin, _end, _clock) = (begin, end, clock);
        _times = posts.Where(post => post.Store.Limit is null)
            .GroupBy(post => post.Store.Name)
            .ToDictionary(
                store => store.Key,
                store => store.Where(post => post.Fate == Fate.Acknowledged && post.At > begin && post.At < end).Select(post => post.At).Order().ToList());
    }

    /// <summary>The longest time between two acknowledgements of one store, and the store. Begin and end count as acknowledgements.</summary>
    public (TimeSpan Gap, string Store) Worst() => WorstBetween(_begin, _end);

    /// <summary>The same for a part of the time.</summary>
    public (TimeSpan Gap, string Store) WorstBetween(long begin, long end) => _times
        .Select(store => (Gap: Longest([begin, .. store.Value.Where(time => time > begin && time < end), end]), Store: store.Key))
        .MaxBy(worst => worst.Gap);

    /// <summary>How long after an instant the last store had its first acknowledgement.</summary>
    public TimeSpan LastStoreAfter(long instant) => _times.Values.Max(times => First(times, instant));

    /// <summary>How long after an instant any store had an acknowledgement.</summary>
    public TimeSpan AnyStoreAfter(long instant) => _times.Values.Min(times => First(times, instant));

    private TimeSpan First(List<long> times, long instant)
    {
        var at = times.BinarySearch(instant);
        at = at < 0 ? ~at : at;
        return at < times.Count ? _clock.GetElapsedTime(instant, times[at]) : TimeSpan.MaxValue;
    }

    private TimeSpan Longest(IReadOnlyList<long> times) =>
        times.Zip(times.Skip(1), (earlier, later) => _clock.GetElapsedTime(earlier, later)).Max();
}
