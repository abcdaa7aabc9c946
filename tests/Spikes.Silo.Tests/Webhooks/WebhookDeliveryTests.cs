using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Shares;
using Spikes.Silo.Storage;
using Spikes.Silo.Webhooks;
using static Spikes.Silo.Tests.Webhooks.QueuedCalls;

namespace Spikes.Silo.Tests.Webhooks;

public sealed class WebhookDeliveryTests
{
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly FakeWebhookSender _sender = new();
    private readonly FakeWebhookQueue _queue;
    private readonly IDataProtectionProvider _protection = new EphemeralDataProtectionProvider();

    public WebhookDeliveryTests()
    {
        _queue = new FakeWebhookQueue(new WorkSignal(_time));
        _queue.Target = new WebhookTarget(Url, _protection.CreateProtector(PaidExtras.SecretPurpose).Protect(SecretText));
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
        // 31 h 12 min 35 s, a fifth of it for the jitter, and an hour.
        var longest = new TimeSpan(37, 27, 6) + TimeSpan.FromHours(1);
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
        var delivery = new WebhookDelivery(
            _queue, _sender, new RetrySchedule(new WebhookOptions(), () => 0.5), _protection, _time, NullLogger<WebhookDelivery>.Instance);
        await delivery.DeliverAsync(call, cancellationToken);
    }
}
