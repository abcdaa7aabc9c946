using Microsoft.Extensions.Time.Testing;
using Spikes.Silo.Webhooks;
using static Spikes.Silo.Tests.Webhooks.QueuedCalls;

namespace Spikes.Silo.Tests.Webhooks;

public sealed class WebhookDeliveryTests
{
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly FakeWebhookQueue _queue;
    private readonly FakeWebhookSender _sender;
    private readonly WebhookDelivery _delivery;

    public WebhookDeliveryTests()
    {
        var bench = new DeliveryBench(_time);
        (_queue, _sender, _delivery) = (bench.Queue, bench.Sender, bench.Delivery);
    }

    [Fact]
    public async Task Deliver_Received_IsDoneAndSignedWithTheSecretInClear()
    {
        await DeliverAsync(Call());

        Assert.Equal(new WebhookCall(Call().Id, "{}", Url, SecretText), Assert.Single(_sender.Calls));
        Assert.Equal(0, _queue.Rows);
    }

    [Fact]
    public async Task Deliver_FinalFailure_IsDropped()
    {
        _sender.Answer = _ => Task.FromResult(AttemptResult.Failed);
        await DeliverAsync(Call());

        Assert.Equal(0, _queue.Rows);
    }

    [Fact]
    public async Task Deliver_PassingFailure_WaitsFromTheEndOfTheAttempt()
    {
        _sender.Answer = _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(AttemptResult.TryLater);
        };
        await DeliverAsync(Call(attempts: 1));

        Assert.Equal((Call(attempts: 2), Noon.AddSeconds(40)), _queue.Row(Call().Id));
    }

    [Fact]
    public async Task Deliver_LastFailure_IsGivenUp()
    {
        _sender.Answer = _ => Task.FromResult(AttemptResult.TryLater);
        await DeliverAsync(Call(attempts: 7));

        Assert.Single(_sender.Calls);
        Assert.Equal(0, _queue.Rows);
    }

    [Fact]
    public async Task Deliver_CallThatWaitedTooLong_IsGivenUpUnsent()
    {
        // 31 h 12 min 35 s, a fifth of it for the jitter, and a week.
        var longest = new TimeSpan(37, 27, 6) + TimeSpan.FromDays(7);
        _time.Advance(longest);
        await DeliverAsync(Call(1));
        Assert.Single(_sender.Calls);
        _time.Advance(TimeSpan.FromSeconds(1));
        await DeliverAsync(Call(2));

        Assert.Single(_sender.Calls);
        Assert.Equal(0, _queue.Rows);
    }

    [Fact]
    public async Task Deliver_ShareWithoutAWebhookByNow_SendsNothingAndIsDropped()
    {
        _queue.Target = null;
        await DeliverAsync(Call());

        Assert.Empty(_sender.Calls);
        Assert.Equal(0, _queue.Rows);
    }

    [Fact]
    public async Task Deliver_SecretThatCannotBeRead_SendsNothingAndIsTriedLater()
    {
        _queue.Target = new WebhookTarget(Url, "not sealed with these keys");
        await DeliverAsync(Call());

        Assert.Empty(_sender.Calls);
        Assert.Equal((Call(attempts: 1), Noon.AddSeconds(5)), _queue.Row(Call().Id));
    }

    [Fact]
    public async Task Deliver_ProcessStopsMeanwhile_WritesDownWhatCameOfIt()
    {
        await StopDuringAsync(Call(1), AttemptResult.Delivered);
        await StopDuringAsync(Call(2), AttemptResult.TryLater);

        Assert.Equal(1, _queue.Rows);
        Assert.Equal(1, _queue.Row(Call(2).Id).Call.Attempts);
    }

    [Fact]
    public async Task Deliver_NotTried_IsGivenBackWithoutAnAttempt()
    {
        _sender.Answer = _ => Task.FromResult(AttemptResult.NotTried);
        await DeliverAsync(Call(attempts: 7));

        Assert.Equal(1, _queue.Released);
        Assert.Equal((Call(attempts: 7), Noon), _queue.Row(Call().Id));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public async Task Deliver_QueueIsAwayForAMoment_WritesDownWhatCameOfItWithinTheLease(int refused, int left)
    {
        _queue.RefusesWrites = refused;
        // The clock goes on faster than the delivery; an hour is more than it can go in this test.
        var call = Call() with { LentUntil = Noon.AddHours(1) };
        _queue.Add(call, Noon);
        var delivering = _delivery.DeliverAsync(call, TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync("it ends", () =>
        {
            if (!delivering.IsCompleted) _time.Advance(WebhookDelivery.BetweenRecords);
            return delivering.IsCompleted;
        });

        Assert.Equal(left > 0, delivering.IsFaulted);
        Assert.Equal(left, _queue.Rows);
        Assert.Single(_sender.Calls);
    }

    [Fact]
    public async Task Deliver_QueueIsAwayAtTheEndOfTheLease_LeavesItToTheNext()
    {
        _queue.RefusesWrites = 1;
        var call = Call() with { LentUntil = Noon + WebhookDelivery.BetweenRecords };

        await Assert.ThrowsAsync<IOException>(() => DeliverAsync(call));
        Assert.Equal(1, _queue.Rows);
    }

    private async Task StopDuringAsync(DueDelivery call, AttemptResult result)
    {
        using var stop = new CancellationTokenSource();
        _sender.Answer = _ =>
        {
            stop.Cancel();
            return Task.FromResult(result);
        };
        await DeliverAsync(call, stop.Token);
    }

    private Task DeliverAsync(DueDelivery call) => DeliverAsync(call, TestContext.Current.CancellationToken);

    private async Task DeliverAsync(DueDelivery call, CancellationToken cancellationToken)
    {
        _queue.Add(call, Noon);
        await _delivery.DeliverAsync(call, cancellationToken);
    }
}
