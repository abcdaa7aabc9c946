using System.Collections.Concurrent;
using Spikes.Silo.Storage;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

/// <summary>A queue in memory that lends as a real one does and can be told to fail.</summary>
internal sealed class FakeWebhookQueue(WorkSignal work) : IWebhookQueue
{
    private readonly ConcurrentDictionary<string, (DueDelivery Call, DateTimeOffset When)> _rows = new();

    public WebhookTarget? Target { get; set; }

    public int FailingTakes { get; set; }

    public bool RefusesToWrite { get; set; }

    public int Released { get; private set; }

    public int Rows => _rows.Count;

    public (DueDelivery Call, DateTimeOffset When) Row(string id) => _rows[id];

    public void Add(DueDelivery call, DateTimeOffset when)
    {
        _rows[call.Id] = (call, when);
        work.Set();
    }

    public Task<TakenDeliveries> TakeDueAsync(
        DateTimeOffset now, int max, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        if (FailingTakes-- > 0) throw new IOException("no queue");

        DueDelivery[] due =
        [
            .. _rows.Values.Where(row => row.When <= now && !except.Contains(row.Call.Share)).Select(row => row.Call)
                .OrderBy(call => call.Id, StringComparer.Ordinal).Take(max),
        ];
        foreach (var call in due) _rows[call.Id] = (call, now + IWebhookQueue.Lease);
        var later = _rows.Values.Where(row => row.When > now).ToList();
        return Task.FromResult(new TakenDeliveries(due, later.Count > 0 ? later.Min(row => row.When) : null));
    }

    public Task<WebhookTarget?> FindTargetAsync(string share, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(Target);

    public Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        if (RefusesToWrite) throw new IOException("disk full");
        _rows.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public Task ReleaseAsync(IReadOnlyCollection<string> ids, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (RefusesToWrite) throw new IOException("disk full");
        Released += ids.Count;
        foreach (var id in ids) _rows[id] = _rows[id] with { When = now };
        return Task.CompletedTask;
    }

    public Task RetryLaterAsync(string id, DateTimeOffset when, CancellationToken cancellationToken)
    {
        if (RefusesToWrite) throw new IOException("disk full");
        var (call, _) = _rows[id];
        _rows[id] = (call with { Attempts = call.Attempts + 1 }, when);
        return Task.CompletedTask;
    }
}

/// <summary>A sender that keeps what it gets and answers what it is told.</summary>
internal sealed class FakeWebhookSender : IWebhookSender
{
    private readonly ConcurrentQueue<WebhookCall> _calls = new();

    public Func<WebhookCall, Task<AttemptResult>> Answer { get; set; } = _ => Task.FromResult(AttemptResult.Delivered);

    public IReadOnlyCollection<WebhookCall> Calls => _calls;

    public Task<AttemptResult> SendAsync(WebhookCall call, CancellationToken cancellationToken)
    {
        _calls.Enqueue(call);
        return Answer(call).WaitAsync(cancellationToken);
    }
}

internal static class QueuedCalls
{
    public const string Share = "0198c000-0000-7000-8000-0000000000f0";
    public const string Url = "https://hook.example/";

    /// <summary>64 hex characters.</summary>
    public static readonly string SecretText = new('a', 64);

    public static DueDelivery Call(int number = 1, string share = Share, int attempts = 0) => new($"msg_{number:0000}", share, "{}", attempts);
}
