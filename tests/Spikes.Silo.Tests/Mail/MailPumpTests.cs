using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Mail;

public sealed class MailPumpTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(MailSamples.Noon);
    private readonly FakeQueue _queue;
    private readonly FakeSender _sender = new();
    private readonly FakeLifetime _lifetime = new();
    private readonly MailPump _pump;

    public MailPumpTests()
    {
        _queue = new(_time);
        var delivery = MailDeliveryTests.Delivery(_queue, _sender, new FakeLinks(), _time);
        _pump = new(_queue, delivery, _time, _lifetime, NullLogger<MailPump>.Instance);
    }

    public async ValueTask InitializeAsync() => await _pump.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _pump.StopAsync(TestContext.Current.CancellationToken);
        _pump.Dispose();
        _lifetime.Dispose();
    }

    [Fact]
    public async Task Pump_ServerListens_SendsWhatWaited()
    {
        _queue.Add(MailSamples.Due());
        Assert.Empty(_sender.Recipients);

        _lifetime.Begin();

        await Eventually.IsTrueAsync("the mail is sent", () => !_queue.Rows.Any());
        Assert.Single(_sender.Recipients);
    }

    [Fact]
    public async Task Pump_MailQueuedWhileItSleeps_IsSentWithoutAnAlarm()
    {
        _lifetime.Begin();
        _queue.Add(MailSamples.Due());

        await Eventually.IsTrueAsync("the mail is sent", () => !_queue.Rows.Any());
    }

    [Fact]
    public async Task Pump_ServerRefusesTwice_TriesUntilItAccepts()
    {
        _sender.Answer = attempt => attempt < 3 ? SendResult.TryLater : SendResult.Sent;
        _queue.Add(MailSamples.Due());
        _lifetime.Begin();

        await Eventually.IsTrueAsync("the mail is sent", () => AdvanceUntil(() => !_queue.Rows.Any()));

        Assert.Equal(3, _sender.Recipients.Count);
        Assert.InRange(_time.GetUtcNow(), MailSamples.Noon.AddSeconds(6), MailSamples.Noon.AddMinutes(10));
    }

    [Fact]
    public async Task Pump_ServerNeverAccepts_StopsAfterTenMinutes()
    {
        _sender.Answer = _ => SendResult.TryLater;
        _queue.Add(MailSamples.Due());
        _lifetime.Begin();

        await Eventually.IsTrueAsync("the mail is given up", () => AdvanceUntil(() => !_queue.Rows.Any()));

        Assert.InRange(_sender.Recipients.Count, 20, 40);
    }

    [Fact]
    public async Task Pump_QueueThrows_GoesOn()
    {
        _queue.FailingTakes = 3;
        _queue.Add(MailSamples.Due());
        _lifetime.Begin();

        await Eventually.IsTrueAsync("the mail is sent", () => AdvanceUntil(() => !_queue.Rows.Any()));
    }

    [Fact]
    public async Task Pump_StoppedBeforeTheServerListens_EndsAtOnce()
    {
        await _pump.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(_pump.ExecuteTask!.IsCompleted);
    }

    /// <summary>Lets time pass while the condition does not hold.</summary>
    private bool AdvanceUntil(Func<bool> condition)
    {
        if (condition())
            return true;
        _time.Advance(TimeSpan.FromSeconds(1));
        return false;
    }

    private sealed class FakeLifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _started = new();

        public CancellationToken ApplicationStarted => _started.Token;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void Begin() => _started.Cancel();

        public void StopApplication()
        {
        }

        public void Dispose() => _started.Dispose();
    }
}
