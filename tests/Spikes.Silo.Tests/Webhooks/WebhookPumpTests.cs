using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spikes.Silo.Webhooks;
using static Spikes.Silo.Tests.Webhooks.QueuedCalls;

namespace Spikes.Silo.Tests.Webhooks;

public sealed class WebhookPumpTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly TaskCompletionSource<AttemptResult> _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FakeWebhookQueue _queue;
    private readonly FakeWebhookSender _sender;
    private readonly WebhookPump _pump;

    public WebhookPumpTests()
    {
        var bench = new DeliveryBench(_time);
        (_queue, _sender) = (bench.Queue, bench.Sender);
        _pump = new WebhookPump(_queue, bench.Delivery, bench.Work, _time, NullLogger<WebhookPump>.Instance);
    }

    public async ValueTask InitializeAsync() => await _pump.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _pump.StopAsync(TestContext.Current.CancellationToken);
        _pump.Dispose();
    }

    [Fact]
    public async Task Pump_CallsQueuedWhileItSleeps_AreMadeWithoutAnAlarm()
    {
        _queue.AddAll(Enumerable.Range(0, 200).Select(number => Call(number, $"share-{number % 3}")), Noon);

        await Eventually.IsTrueAsync("all are made", () => _queue.Rows == 0);
        Assert.Equal(200, _sender.Calls.Select(call => call.Id).Distinct().Count());
        Assert.Equal(200, _sender.Calls.Count);
    }

    [Fact]
    public async Task Pump_ReceiverThatFails_IsCalledAgainWhenTheWaitIsOver()
    {
        _sender.Answer = _ => Task.FromResult(_sender.Calls.Count < 3 ? AttemptResult.TryLater : AttemptResult.Delivered);
        _queue.Add(Call(), Noon);

        await Eventually.IsTrueAsync("the call is made", () => AdvanceUntil(() => _queue.Rows == 0));

        Assert.Equal(3, _sender.Calls.Count);
        Assert.True(_time.GetUtcNow() >= Noon.AddSeconds(35));
    }

    [Fact]
    public async Task Pump_ReceiverThatHangs_KeepsNobodyElseWaitingAndIsNotFlooded()
    {
        _sender.Answer = call => call.Id.StartsWith("msg_1", StringComparison.Ordinal) ? _held.Task : Task.FromResult(AttemptResult.Delivered);
        _queue.AddAll(Enumerable.Range(0, 100).Select(number => Call(1000 + number, "hangs")), Noon);
        await Eventually.IsTrueAsync("its lanes are full", () => _sender.Calls.Count == WebhookPump.LanesPerShare);

        _queue.AddAll(Enumerable.Range(0, 10).Select(number => Call(number, "well")), Noon);

        await Eventually.IsTrueAsync("the others are made", () => _queue.Rows == 100);
        Assert.Equal(WebhookPump.LanesPerShare, _sender.Calls.Count(call => call.Id.StartsWith("msg_1", StringComparison.Ordinal)));
        _held.SetResult(AttemptResult.Delivered);
        await Eventually.IsTrueAsync("all are made", () => _queue.Rows == 0);
        Assert.Equal(110, _sender.Calls.Count);
    }

    [Fact]
    public async Task Pump_RunThatTakesLong_BeginsNoCallAfterItsTimeAndGivesTheRestBack()
    {
        _sender.Answer = _ => _held.Task;
        _queue.AddAll(Enumerable.Range(0, WebhookPump.MaxOfShare).Select(number => Call(number)), Noon);
        await Eventually.IsTrueAsync("its lanes are full", () => _sender.Calls.Count == WebhookPump.LanesPerShare);

        _time.Advance(WebhookPump.LongestRun);
        _held.SetResult(AttemptResult.Delivered);

        // Within the lease, so what is made now was given back.
        await AdvanceAtMostAsync(WebhookPump.Rest, () => _queue.Rows == 0);
        Assert.Equal(WebhookPump.MaxOfShare, _sender.Calls.Count);
        Assert.Equal(WebhookPump.MaxOfShare - WebhookPump.LanesPerShare, _queue.Released);
    }

    [Fact]
    public async Task Pump_ManyReceiversThatHang_HoldsABoundedNumber()
    {
        _sender.Answer = _ => _held.Task;
        _queue.AddAll(Enumerable.Range(0, 2 * WebhookPump.MaxInHand).Select(number => Call(number, $"share-{number}")), Noon);

        await Eventually.IsTrueAsync("its hands are full", () => _sender.Calls.Count == WebhookPump.MaxInHand);
        _held.SetResult(AttemptResult.Delivered);

        await Eventually.IsTrueAsync("all are made", () => _queue.Rows == 0);
        Assert.Equal(2 * WebhookPump.MaxInHand, _sender.Calls.Count);
    }

    [Fact]
    public async Task Pump_ReceiversThatHangWithMuchWaiting_LeaveRoomForOthers()
    {
        const int Hanging = 60, Waiting = 1800;
        Assert.True(Waiting > WebhookPump.MaxInHand);
        var well = Call(Waiting, "well");
        _sender.Answer = call => call.Id == well.Id ? Task.FromResult(AttemptResult.Delivered) : _held.Task;
        _queue.AddAll(Enumerable.Range(0, Waiting).Select(number => Call(number, $"hangs-{number % Hanging}")), Noon);
        await Eventually.IsTrueAsync("their lanes are full", () => _sender.Calls.Count == Hanging * WebhookPump.LanesPerShare);

        _queue.Add(well, Noon);

        await Eventually.IsTrueAsync("the other is made", () => _queue.Rows == Waiting);
        _held.SetResult(AttemptResult.Delivered);
        await Eventually.IsTrueAsync("all are made", () => _queue.Rows == 0);
    }

    [Fact]
    public async Task Pump_MoreReceiversThatHangThanItHasHands_LeaveRoomForOthers()
    {
        const int Hanging = 200, Waiting = 40 * Hanging;
        Assert.True(Hanging * WebhookPump.MaxOfShare > WebhookPump.MaxInHand);
        var well = Call(Waiting, "well");
        var made = new ConcurrentDictionary<int, int>();
        _sender.Answer = async call =>
        {
            if (call.Id == well.Id) return AttemptResult.Delivered;
            made.AddOrUpdate(int.Parse(call.Id[4..], CultureInfo.InvariantCulture) % Hanging, 1, (_, count) => count + 1);
            await Task.Delay(TimeSpan.FromSeconds(10), _time);
            return AttemptResult.TryLater;
        };
        _queue.AddAll(Enumerable.Range(0, Waiting).Select(number => Call(number, $"hangs-{number % Hanging}")), Noon);
        // Each has had a run, and begun another.
        await Eventually.IsTrueAsync(
            "all are known", () => AdvanceUntil(() => made.Count == Hanging && made.Values.All(count => count > WebhookPump.LanesPerShare)));

        _queue.Add(well, _time.GetUtcNow());

        // Soon, though thousands wait that are older and make 51 attempts a second at most: the pump may rest after a look.
        await AdvanceAtMostAsync(WebhookPump.Rest, () => _sender.Calls.Any(call => call.Id == well.Id));
    }

    [Fact]
    public async Task Pump_QueueFailsWhileItStops_EndsInOrderAfterItsRuns()
    {
        _sender.Answer = _ => _held.Task;
        _queue.Add(Call(), Noon);
        await Eventually.IsTrueAsync("it is under way", () => _sender.Calls.Count == 1);
        await _queue.HangAsync();

        await _pump.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(_pump.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Equal(1, _queue.Released);
    }

    [Fact]
    public async Task Pump_QueueThrows_GoesOn()
    {
        _queue.FailTakes(3);
        _queue.Add(Call(), Noon);

        await Eventually.IsTrueAsync("the call is made", () => AdvanceUntil(() => _queue.Rows == 0));

        Assert.Equal(3, _queue.FailedTakes);
        Assert.True(_time.GetUtcNow() >= Noon + (3 * WebhookPump.Rest));
    }

    [Theory]
    [InlineData(0.2, 0.6)]
    [InlineData(6, 5)]
    public async Task Pump_LooksThatAreSlow_RestsInProportionAndNoLongerThanTheLongestRest(double seconds, double rest)
    {
        _queue.OnTake = () => _time.Advance(TimeSpan.FromSeconds(seconds));
        _queue.AddAll(Enumerable.Range(0, 5 * WebhookPump.MaxTaken).Select(number => Call(number, $"share-{number}")), Noon);

        await Eventually.IsTrueAsync("all are made", () => AdvanceUntil(() => _queue.Rows == 0));

        // The first one may have been under way already.
        var takes = _queue.Takes.Skip(1).ToList();
        Assert.All(takes.Zip(takes.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(seconds + rest)));
        Assert.True(takes.Count >= 4);
    }

    [Fact]
    public async Task Pump_CallThatCannotBeSettled_IsMadeAgainAfterItsLeaseAndNotBefore()
    {
        var made = new ConcurrentQueue<DateTimeOffset>();
        _sender.Answer = _ =>
        {
            made.Enqueue(_time.GetUtcNow());
            return Task.FromResult(AttemptResult.Delivered);
        };
        _queue.RefusesToWrite = true;
        _queue.Add(Call(), Noon);
        await Eventually.IsTrueAsync(
            "it is made and not settled", () => _queue.RefusedWrites >= WebhookDelivery.MaxRecords || AdvanceUntil(() => false));
        _queue.RefusesToWrite = false;

        await Eventually.IsTrueAsync("it is made again", () => AdvanceUntil(() => _queue.Rows == 0));

        Assert.True(made.Count >= 2);
        Assert.True(made.ElementAt(1) >= Noon + IWebhookQueue.Lease);
    }

    [Fact]
    public async Task Pump_StoppedWhileAReceiverHangs_EndsAndGivesTheCallBack()
    {
        _sender.Answer = _ => _held.Task;
        _queue.Add(Call(), Noon);
        await Eventually.IsTrueAsync("it is under way", () => _sender.Calls.Count == 1);

        await _pump.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(_pump.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Equal((Call(), Noon), _queue.Row(Call().Id));
    }

    /// <summary>Lets some time pass while the condition does not hold: when the clock moves during a look, the pump rests after it.</summary>
    private Task AdvanceAtMostAsync(TimeSpan longest, Func<bool> condition)
    {
        var end = _time.GetUtcNow() + longest;
        return Eventually.IsTrueAsync("it is so in time", () => condition() || (_time.GetUtcNow() < end && AdvanceUntil(() => false)));
    }

    /// <summary>Lets time pass while the condition does not hold.</summary>
    private bool AdvanceUntil(Func<bool> condition)
    {
        if (condition())
            return true;
        _time.Advance(TimeSpan.FromSeconds(1));
        return false;
    }
}
