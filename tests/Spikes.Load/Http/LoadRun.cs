using System.Net;
using Spikes.Load.Measuring;

namespace Spikes.Load.Http;

/// <summary>A closed loop: each connection sends its next request when the answer to the last one is whole.</summary>
internal sealed class LoadRun
{
    /// <summary>An answer that is not there so long after the end is an error.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly LoadPlan _plan;
    private readonly TimeProvider _time;
    private readonly long _measureFrom;
    private readonly long _end;
    private long _sent;

    private LoadRun(LoadPlan plan, TimeProvider time)
    {
        (_plan, _time) = (plan, time);
        var start = time.GetTimestamp();
        _measureFrom = start + Ticks(plan.WarmUp);
        _end = _measureFrom + Ticks(plan.Measured);
    }

    public IPEndPoint EndPoint => new(IPAddress.Parse(_plan.Server.Host), _plan.Server.Port);

    public int Status => _plan.Set.Status;

    public TimeProvider Time => _time;

    /// <summary>Runs it. The time counts only answers that began after the warm-up and ended before the end.</summary>
    public static async Task<Measurement> RunAsync(LoadPlan plan, TimeProvider time)
    {
        var run = new LoadRun(plan, time);
        LoadConnection[] connections = [.. Enumerable.Range(0, plan.Connections).Select(_ => new LoadConnection(run))];
        var loops = Task.WhenAll(connections.Select(connection => connection.RunAsync()));
        var limit = Task.Delay(plan.WarmUp + plan.Measured + Grace, time);
        if (await Task.WhenAny(loops, limit) == limit)
        {
            foreach (var connection in connections)
                connection.GiveUp();
        }

        await loops;
        var total = new Measurement(plan.Measured);
        foreach (var connection in connections)
            total.Add(connection.Measured);
        return total;
    }

    /// <summary>The next request, or null when the run is over.</summary>
    public byte[]? Next()
    {
        if (_time.GetTimestamp() >= _end)
            return null;
        var number = Interlocked.Increment(ref _sent) - 1;
        return number < _plan.MaxRequests ? _plan.Set.Requests[number % _plan.Set.Requests.Length] : null;
    }

    public bool Counts(long began, long ended) => began >= _measureFrom && ended <= _end;

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
