using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spikes.Silo.Storage;

namespace Spikes.Silo.Webhooks;

/// <summary>
/// Makes the calls that wait in the outbox. Posts only queue; nothing here can slow or fail them. The calls of one share are a run of their
/// own, so that a receiver that hangs keeps nobody else's waiting.
/// </summary>
internal sealed partial class WebhookPump(
    IWebhookQueue queue, WebhookDelivery delivery, WorkSignal work, TimeProvider time, ILogger<WebhookPump> logger) : BackgroundService
{
    /// <summary>The most calls that are in the hands of one process.</summary>
    public const int MaxInHand = 1024;

    /// <summary>The most calls that are taken at once.</summary>
    public const int MaxTaken = 256;

    /// <summary>Calls to one share's receiver at once.</summary>
    public const int LanesPerShare = 4;

    /// <summary>The most calls of one share that are taken at once: a receiver that hangs takes no more of <see cref="MaxInHand"/>.</summary>
    public const int MaxOfShare = 2 * LanesPerShare;

    /// <summary>No call of a run begins later than this after it was taken; the rest is given back.</summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(10);

    /// <summary>How long it rests when the queue does not answer, and the longest that it rests after a look.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// It rests this many times as long as a look took, but no longer than <see cref="Rest"/>: a look goes from share to share, and where very
    /// many wait, or the database is slow, the looks of a process take a quarter of its time.
    /// </summary>
    public const int RestPerLook = 3;

    /// <summary>How soon it looks for what others have queued and not taken, at the latest.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly SlowShares _slow = new();
    private readonly ConcurrentDictionary<string, Task> _runs = new(StringComparer.Ordinal);
    private int _inHand;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
                await RoundAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            await Task.WhenAll(_runs.Values);
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            var room = Math.Min(MaxTaken, MaxInHand - Volatile.Read(ref _inHand));
            var (now, begun) = (time.GetUtcNow(), time.GetTimestamp());
            var taken = room > 0
                ? await queue.TakeDueAsync(now, room, MaxOfShare, [.. _runs.Keys, .. _slow.LeftAlone()], cancellationToken)
                : new TakenDeliveries([], null);
            var looked = time.GetTimestamp();
            if (taken.Due.Count == 0)
                await work.WaitAsync(WaitUntil(taken.NextAt, now), cancellationToken);
            foreach (var run in taken.Due.GroupBy(due => due.Share, StringComparer.Ordinal))
                Begin(run.Key, [.. run], begun, cancellationToken);
            await RestAsync(time.GetElapsedTime(begun, looked) * RestPerLook, looked, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogRoundFailed(exception);
            await Task.Delay(Rest, time, cancellationToken);
        }
    }

    private static TimeSpan WaitUntil(DateTimeOffset? next, DateTimeOffset now)
    {
        if (next - now is not { } wait || wait > LongestWait) return LongestWait;
        // What another pump is taking was due and is passed over.
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private async Task RestAsync(TimeSpan rest, long since, CancellationToken cancellationToken)
    {
        var left = (rest < Rest ? rest : Rest) - time.GetElapsedTime(since);
        if (left > TimeSpan.Zero) await Task.Delay(left, time, cancellationToken);
    }

    private void Begin(string share, DueDelivery[] calls, long begun, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _inHand, calls.Length);
        _slow.Begin(share, calls.Length);
        // Its end takes it away again, so it must not end before it is there.
        var isListed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _runs[share] = RunAsync(share, calls, begun, isListed.Task, cancellationToken);
        isListed.SetResult();
    }

    private async Task RunAsync(string share, DueDelivery[] calls, long begun, Task isListed, CancellationToken cancellationToken)
    {
        await isListed;
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = LanesPerShare };
        var run = new Run();
        var started = time.GetTimestamp();
        try
        {
            await Parallel.ForEachAsync(calls, lanes, async (call, _) =>
            {
                var isOver = run.HasFailed || time.GetElapsedTime(begun) >= LongestRun;
                if (isOver || !await TryAsync(call, run, cancellationToken)) run.Left.Enqueue(call);
            });
            if (!run.Left.IsEmpty) await GiveBackAsync(run.Left);
        }
        finally
        {
            Interlocked.Add(ref _inHand, -calls.Length);
            _slow.End(share, calls.Length, time.GetElapsedTime(started));
            _runs.TryRemove(share, out _);
            work.Set();
        }
    }

    private async Task GiveBackAsync(IReadOnlyCollection<DueDelivery> left)
    {
        try
        {
            await queue.ReleaseAsync(left, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotGivenBack(left.Count, exception.Message);
        }
    }

    /// <summary>False when the process stops. A call that fails in a way nobody foresaw ends its run and stays lent; its age ends it.</summary>
    private async Task<bool> TryAsync(DueDelivery call, Run run, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await delivery.DeliverAsync(call, cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            if (run.TryFail()) LogCallFailed(call.Id, exception);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The webhook pump rests after a failure")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhook call {Id} comes again when its lease is over")]
    private partial void LogCallFailed(string id, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} webhook calls come again when their lease is over: {Reason}")]
    private partial void LogNotGivenBack(int count, string reason);

    /// <summary>What becomes of the calls of one share that were taken together.</summary>
    private sealed class Run
    {
        private int _failures;

        public ConcurrentQueue<DueDelivery> Left { get; } = new();

        /// <summary>After a fault that is not the receiver's, as of a database that is away, the others of the run would meet it too.</summary>
        public bool HasFailed => Volatile.Read(ref _failures) > 0;

        /// <summary>True for the first fault.</summary>
        public bool TryFail() => Interlocked.Increment(ref _failures) == 1;
    }
}
