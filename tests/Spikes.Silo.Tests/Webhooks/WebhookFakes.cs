using System.Collections.Concurrent;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Shares;
using Spikes.Silo.Storage;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

/// <summary>A queue in memory that lends as a real one does and can be told to fail.</summary>
internal sealed class FakeWebhookQueue(WorkSignal work) : IWebhookQueue
{
    private readonly ConcurrentDictionary<string, (DueDelivery Call, DateTimeOffset When)> _rows = new();
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<DateTimeOffset> _takes = new();
    private TaskCompletionSource? _hanging;
    private int _failing;
    private int _failed;

    public WebhookTarget? Target { get; set; }

    /// <summary>When takes began.</summary>
    public IReadOnlyCollection<DateTimeOffset> Takes => _takes;

    /// <summary>What happens in a take.</summary>
    public Action OnTake { get; set; } = () => { };

    /// <summary>Takes that failed as told.</summary>
    public int FailedTakes => Volatile.Read(ref _failed);

    public bool RefusesToWrite { get; set; }

    /// <summary>Refuses that many writes.</summary>
    public int RefusesWrites { get; set; }

    public int RefusedWrites { get; private set; }

    public int Released { get; private set; }

    public int Rows => _rows.Count;

    public (DueDelivery Call, DateTimeOffset When) Row(string id) => _rows[id];

    public void Add(DueDelivery call, DateTimeOffset when) => AddAll([call], when);

    /// <summary>Queues calls so that no take sees some of them alone.</summary>
    public void AddAll(IEnumerable<DueDelivery> calls, DateTimeOffset when)
    {
        lock (_lock)
        {
            foreach (var call in calls) _rows[call.Id] = (call, when);
        }

        work.Set();
    }

    public async Task<TakenDeliveries> TakeDueAsync(
        DateTimeOffset now, int max, int maxOfShare, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        _takes.Enqueue(now);
        OnTake();
        if (Interlocked.Decrement(ref _failing) >= 0)
        {
            Interlocked.Increment(ref _failed);
            throw new IOException("no queue");
        }

        if (_hanging is { } hanging) await HangAsync(hanging, cancellationToken);

        lock (_lock)
        {
            DueDelivery[] due =
            [
                .. _rows.Values.Where(row => row.When <= now && !except.Contains(row.Call.Share))
                    .OrderBy(row => row.When).ThenBy(row => row.Call.Id, StringComparer.Ordinal).GroupBy(row => row.Call.Share)
                    .SelectMany(rows => rows.Take(maxOfShare)).OrderBy(row => row.When).Take(max).Select(row => row.Call),
            ];
            for (var index = 0; index < due.Length; index++)
            {
                due[index] = due[index] with { LentUntil = now + IWebhookQueue.Lease };
                _rows[due[index].Id] = (due[index], due[index].LentUntil);
            }

            var later = _rows.Values.Where(row => row.When > now && !except.Contains(row.Call.Share)).ToList();
            return new TakenDeliveries(due, due.Length == 0 && later.Count > 0 ? later.Min(row => row.When) : null);
        }
    }

    /// <summary>Lets the next takes fail.</summary>
    public void FailTakes(int count) => Volatile.Write(ref _failing, count);

    public Task<WebhookTarget?> FindTargetAsync(string share, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(Target);

    public Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RefuseWrite();
        _rows.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    /// <summary>Lets the next take hang until it is cancelled, and fail then; ends once it hangs.</summary>
    public Task HangAsync()
    {
        _hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Set();
        return _hanging.Task;
    }

    private static async Task HangAsync(TaskCompletionSource hanging, CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(end.SetResult);
        hanging.SetResult();
        await end.Task;
        throw new IOException("no queue");
    }

    private void RefuseWrite()
    {
        if (!RefusesToWrite && RefusesWrites <= RefusedWrites) return;
        RefusedWrites++;
        throw new IOException("disk full");
    }

    public Task ReleaseAsync(IReadOnlyCollection<DueDelivery> left, CancellationToken cancellationToken)
    {
        RefuseWrite();
        Released += left.Count;
        foreach (var call in left) _rows[call.Id] = (call with { LentUntil = default }, call.QueuedAt);
        return Task.CompletedTask;
    }

    public Task RetryLaterAsync(DueDelivery due, DateTimeOffset when, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RefuseWrite();
        _rows[due.Id] = (due with { Attempts = due.Attempts + 1, LentUntil = default }, when);
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

/// <summary>A delivery with a queue, a sender and keys of its own, whose retries wait exactly what the contract says.</summary>
internal sealed class DeliveryBench
{
    public DeliveryBench(TimeProvider time)
    {
        var protection = new EphemeralDataProtectionProvider();
        Work = new WorkSignal(time);
        Queue = new FakeWebhookQueue(Work)
        {
            Target = new WebhookTarget(QueuedCalls.Url, protection.CreateProtector(PaidExtras.SecretPurpose).Protect(QueuedCalls.SecretText)),
        };
        Delivery = new WebhookDelivery(
            Queue, Sender, new RetrySchedule(new WebhookOptions(), () => 0.5), protection, time, NullLogger<WebhookDelivery>.Instance);
    }

    public WorkSignal Work { get; }

    public FakeWebhookQueue Queue { get; }

    public FakeWebhookSender Sender { get; } = new();

    public WebhookDelivery Delivery { get; }
}

internal static class QueuedCalls
{
    public const string Share = "0198c000-0000-7000-8000-0000000000f0";
    public static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public const string Url = "https://hook.example/";

    /// <summary>64 hex characters.</summary>
    public static readonly string SecretText = new('a', 64);

    public static DueDelivery Call(int number = 1, string share = Share, int attempts = 0) =>
        new($"msg_{number:0000}", share, "{}", attempts) { QueuedAt = Noon };
}
