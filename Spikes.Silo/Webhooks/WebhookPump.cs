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
    public const int MaxInHand = 512;

    /// <summary>The most calls that are taken at once.</summary>
    public const int MaxTaken = 64;

    /// <summary>Calls to one share's receiver at once.</summary>
    public const int LanesPerShare = 4;

    /// <summary>No call of a run begins later than this after it was taken; the rest is given back.</summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(10);

    /// <summary>How long it rests when the queue does not answer.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>How soon it looks for what others have queued and not taken, at the latest.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

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

        await Task.WhenAll(_runs.Values);
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            var room = Math.Min(MaxTaken, MaxInHand - Volatile.Read(ref _inHand));
            var now = time.GetUtcNow();
            var taken = room > 0 ? await queue.TakeDueAsync(now, room, [.. _runs.Keys], cancellationToken) : new TakenDeliveries([], null);
            if (taken.Due.Count == 0)
                await work.WaitAsync(taken.NextAt - now is { } next && next < LongestWait ? next : LongestWait, cancellationToken);
            foreach (var run in taken.Due.GroupBy(due => due.Share, StringComparer.Ordinal))
                Begin(run.Key, [.. run], cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogRoundFailed(exception);
            await Task.Delay(Rest, time, cancellationToken);
        }
    }

    private void Begin(string share, DueDelivery[] calls, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _inHand, calls.Length);
        // Its end takes it away again, so it must not end before it is there.
        var isListed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _runs[share] = RunAsync(share, calls, isListed.Task, cancellationToken);
        isListed.SetResult();
    }

    private async Task RunAsync(string share, DueDelivery[] calls, Task isListed, CancellationToken cancellationToken)
    {
        await isListed;
        var begun = time.GetTimestamp();
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = LanesPerShare };
        var left = new ConcurrentQueue<string>();
        try
        {
            await Parallel.ForEachAsync(calls, lanes, async (call, _) =>
            {
                if (time.GetElapsedTime(begun) >= LongestRun || !await TryAsync(call, cancellationToken)) left.Enqueue(call.Id);
            });
            if (!left.IsEmpty) await GiveBackAsync(left);
        }
        finally
        {
            Interlocked.Add(ref _inHand, -calls.Length);
            _runs.TryRemove(share, out _);
            work.Set();
        }
    }

    private async Task GiveBackAsync(IReadOnlyCollection<string> ids)
    {
        try
        {
            await queue.ReleaseAsync(ids, time.GetUtcNow(), CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotGivenBack(ids.Count, exception);
        }
    }

    /// <summary>False when the process stops. A call that fails in a way nobody foresaw stays queued and cuts none of the others off.</summary>
    private async Task<bool> TryAsync(DueDelivery call, CancellationToken cancellationToken)
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
            LogCallFailed(call.Id, exception);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The webhook pump rests after a failure")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhook call {Id} comes again when its lease is over")]
    private partial void LogCallFailed(string id, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} webhook calls come again when their lease is over")]
    private partial void LogNotGivenBack(int count, Exception exception);
}
