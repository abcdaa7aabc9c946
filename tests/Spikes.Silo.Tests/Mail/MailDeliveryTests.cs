using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.Options;
using Spikes.Gateway.Configuration;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Mail;

public sealed class MailDeliveryTests
{
    private readonly FakeTimeProvider _time = new(MailSamples.Noon);
    private readonly FakeQueue _queue;
    private readonly FakeSender _sender = new();
    private readonly FakeLinks _links = new();
    private readonly MailDelivery _delivery;

    public MailDeliveryTests()
    {
        _queue = new(_time);
        _delivery = Delivery(_queue, _sender, _links, _time);
        _queue.Add(MailSamples.Due());
    }

    internal static MailDelivery Delivery(FakeQueue queue, FakeSender sender, FakeLinks links, TimeProvider time)
    {
        var urls = new PublicUrls(Options.Create(new GatewayOptions { PublicUrl = MailSamples.PublicUrl }), server: null!);
        return new(queue, sender, links, urls, new MailOptions(), time, NullLogger<MailDelivery>.Instance);
    }

    [Fact]
    public async Task Deliver_Accepted_LeavesTheQueue()
    {
        await DeliverAsync();

        Assert.Equal(["ann@example.com"], _sender.Recipients);
        Assert.Empty(_queue.Rows);
    }

    [Fact]
    public async Task Deliver_ExactlyTenMinutesOld_IsSent()
    {
        _time.Advance(TimeSpan.FromMinutes(10));

        await DeliverAsync();

        Assert.Single(_sender.Recipients);
    }

    [Fact]
    public async Task Deliver_OlderThanTenMinutes_IsDroppedWithoutAToken()
    {
        _time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromMilliseconds(1));

        await DeliverAsync();

        Assert.Equal(0, _links.Asked);
        Assert.Empty(_sender.Recipients);
        Assert.Empty(_queue.Rows);
    }

    [Fact]
    public async Task Deliver_AddressGetsNoMail_IsDropped()
    {
        _links.Answer = SignInLink.Never;

        await DeliverAsync();

        Assert.Empty(_sender.Recipients);
        Assert.Empty(_queue.Rows);
    }

    [Fact]
    public async Task Deliver_RefusedForGood_IsDropped()
    {
        _sender.Answer = _ => SendResult.Refused;

        await DeliverAsync();

        Assert.Empty(_queue.Rows);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 4)]
    [InlineData(2, 8)]
    [InlineData(3, 16)]
    [InlineData(100, 16)]
    public async Task Deliver_NotNow_ComesBackLater(int attempts, int delaySeconds)
    {
        _sender.Answer = _ => SendResult.TryLater;

        await DeliverAsync(attempts);

        var (mail, when) = Assert.Single(_queue.Rows);
        Assert.Equal(MailSamples.Noon.AddSeconds(delaySeconds), when);
        Assert.Equal(1, mail.Attempts);
    }

    [Fact]
    public async Task Deliver_NoTokenNow_ComesBackLater()
    {
        _links.Answer = SignInLink.Later;

        await DeliverAsync();

        Assert.Empty(_sender.Recipients);
        Assert.Equal(MailSamples.Noon.AddSeconds(2), Assert.Single(_queue.Rows).When);
    }

    [Fact]
    public async Task Deliver_SenderThrows_ComesBackLater()
    {
        _sender.Answer = _ => throw new InvalidOperationException("broken");

        await DeliverAsync();

        Assert.Equal(MailSamples.Noon.AddSeconds(2), Assert.Single(_queue.Rows).When);
    }

    [Fact]
    public async Task Deliver_NextAttemptWouldBeTooLate_GivesUp()
    {
        _sender.Answer = _ => SendResult.TryLater;
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));

        await DeliverAsync();

        Assert.Empty(_queue.Rows);
    }

    [Fact]
    public async Task Deliver_SentButStillQueued_IsNotSentAgain()
    {
        _queue.RefusesToMark = true;
        await Assert.ThrowsAsync<IOException>(() => DeliverAsync());
        _queue.RefusesToMark = false;

        await DeliverAsync();

        Assert.Single(_sender.Recipients);
        Assert.Empty(_queue.Rows);
    }

    private Task DeliverAsync(int attempts = 0) => _delivery.DeliverAsync(MailSamples.Due(attempts: attempts), TestContext.Current.CancellationToken);
}
