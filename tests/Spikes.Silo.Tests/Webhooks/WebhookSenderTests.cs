using System.Diagnostics;
using System.Text;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

/// <summary>What is sent, and what follows from the answer.</summary>
public sealed class WebhookSenderTests : IAsyncLifetime
{
    private readonly SenderBench _bench = new("127.0.0.0/8") { Names = { ["hooks.test"] = ["127.0.0.1"] } };
    private WebhookReceiver _receiver = null!;

    private string Url => $"http://hooks.test:{_receiver.Port}/in/%7Ea?x=1&y=%20";

    public async ValueTask InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task Send_Call_CarriesWhatTheContractSaysAndNothingElse()
    {
        // What a trace would add is there to be added.
        using var activity = new Activity("outer").AddBaggage("user", "ann").Start();

        Assert.Equal(AttemptResult.Delivered, await _bench.SendAsync(Url));

        var call = Assert.Single(_receiver.Calls);
        Assert.Equal(("POST", "/in/~a?x=1&y=%20", "HTTP/1.1"), (call.Method, call.Target, call.Protocol));
        Assert.Equal(Encoding.UTF8.GetBytes(WebhookSamples.Body), call.Body);
        var expected = new Dictionary<string, string>
        {
            ["Host"] = $"hooks.test:{_receiver.Port}",
            ["Connection"] = "close",
            ["Content-Type"] = "application/json",
            ["Content-Length"] = $"{WebhookSamples.BodyBytes}",
            ["User-Agent"] = "Spikes-Webhook/1",
            ["X-Spikes-Signature"] = WebhookSamples.SpikesAtNoon,
            ["webhook-id"] = WebhookSamples.Id,
            ["webhook-timestamp"] = $"{WebhookSamples.NoonSeconds}",
            ["webhook-signature"] = WebhookSamples.StandardAtNoon,
        };
        Assert.Equal(expected.OrderBy(header => header.Key), call.Headers.OrderBy(header => header.Key));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task Send_Success_IsDelivered(int status) => await AssertAsync(AttemptResult.Delivered, status);

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(599)]
    public async Task Send_ReceiverIsNotWell_TriesLater(int status) => await AssertAsync(AttemptResult.TryLater, status);

    [Theory]
    [InlineData(300)]
    [InlineData(304)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(407)]
    [InlineData(408)]
    [InlineData(410)]
    [InlineData(413)]
    [InlineData(417)]
    [InlineData(499)]
    public async Task Send_ReceiverRefuses_Fails(int status) => await AssertAsync(AttemptResult.Failed, status);

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Send_Redirect_IsNotFollowed(int status)
    {
        await using var other = await WebhookReceiver.StartAsync();
        _receiver.Answer = WebhookAnswer.Redirect(status, other.Address);

        Assert.Equal(AttemptResult.Failed, await _bench.SendAsync(Url));

        Assert.Single(_receiver.Calls);
        Assert.Equal(0, other.Connections);
    }

    [Fact]
    public async Task Send_ConnectionIsCut_TriesLaterAndNotAtOnce()
    {
        _receiver.Answer = WebhookAnswer.Cut;

        Assert.Equal(AttemptResult.TryLater, await _bench.SendAsync(Url));

        Assert.Single(_receiver.Calls);
        Assert.Equal(1, _receiver.Connections);
    }

    [Fact]
    public async Task Send_NobodyListens_TriesLater()
    {
        var url = Url;
        await _receiver.DisposeAsync();

        Assert.Equal(AttemptResult.TryLater, await _bench.SendAsync(url));
    }

    [Fact]
    public async Task Send_BodyDoesNotEnd_IsDelivered()
    {
        _receiver.Answer = new WebhookAnswer { UntilBody = WebhookAnswer.Silence.Until };

        Assert.Equal(AttemptResult.Delivered, await _bench.SendAsync(Url));
    }

    [Fact]
    public async Task Send_LargeHeaders_AreReadUpToALimit()
    {
        _receiver.AnswerNext(Filled(16 * 1024), Filled(64 * 1024));

        Assert.Equal(AttemptResult.Delivered, await _bench.SendAsync(Url));
        Assert.Equal(AttemptResult.TryLater, await _bench.SendAsync(Url));
        Assert.Equal(["Information: Webhook " + WebhookSamples.Id + " was not taken now: ConfigurationLimitExceeded"], _bench.Logged);
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", AttemptResult.Delivered)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\nx", AttemptResult.Delivered)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip", AttemptResult.Delivered)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", AttemptResult.TryLater)]
    [InlineData("HTTP/1.1 999 No\r\n\r\n", AttemptResult.TryLater)]
    [InlineData("220 mail.example.com ESMTP\r\n\r\n", AttemptResult.TryLater)]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\n\r\n", AttemptResult.TryLater)]
    internal async Task Send_UnusualAnswer_IsJudgedByItsStatus(string answer, AttemptResult expected)
    {
        using var stream = new ScriptedStream(answer);
        _bench.LeadTo(stream);

        Assert.Equal(expected, await _bench.SendAsync(Url));

        Assert.True(stream.IsClosed);
    }

    [Fact]
    public async Task Send_Again_IsTheSameCallWithNewSignaturesOnANewConnection()
    {
        _receiver.AnswerNext(new WebhookAnswer(503) { Headers = new Dictionary<string, string> { ["Set-Cookie"] = "a=1" } });
        Assert.Equal(AttemptResult.TryLater, await _bench.SendAsync(Url));
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(AttemptResult.Delivered, await _bench.SendAsync(Url));

        var (first, second) = (_receiver.Calls[0], _receiver.Calls[1]);
        Assert.Equal(first.Body, second.Body);
        Assert.Equal(first.Headers["webhook-id"], second.Headers["webhook-id"]);
        Assert.Equal($"{WebhookSamples.NoonSeconds + 5}", second.Headers["webhook-timestamp"]);
        Assert.StartsWith($"t={WebhookSamples.NoonSeconds + 5},v1=", second.Headers["X-Spikes-Signature"], StringComparison.Ordinal);
        Assert.NotEqual(first.Headers["webhook-signature"], second.Headers["webhook-signature"]);
        Assert.DoesNotContain("Cookie", second.Headers.Keys);
        Assert.Equal(2, _receiver.Connections);
        Assert.Equal(["hooks.test", "hooks.test"], _bench.LookedUp);
    }

    [Fact]
    public async Task Send_NotDelivered_LogsIdAndReasonOnly()
    {
        _receiver.AnswerNext(new WebhookAnswer(503), new WebhookAnswer(404));
        for (var attempt = 0; attempt < 2; attempt++)
            await _bench.SendAsync(Url);
        await _bench.SendAsync("https://unknown.test/secret-path");
        await _bench.SendAsync("http://user:password@hooks.test/");

        Assert.Equal(
            [
                $"Information: Webhook {WebhookSamples.Id} was not taken now: status 503",
                $"Information: Webhook {WebhookSamples.Id} failed for good: status 404",
                $"Information: Webhook {WebhookSamples.Id} was not taken now: SocketException",
                $"Information: Webhook {WebhookSamples.Id} failed for good: refused URL",
            ],
            _bench.Logged);
    }

    [Fact]
    public void Call_AsText_HasNoSecret() => Assert.Equal($"WebhookCall {WebhookSamples.Id}", $"{WebhookSamples.Call(Url)}");

    private static WebhookAnswer Filled(int length) =>
        new() { Headers = new Dictionary<string, string> { ["X-Filler"] = new string('x', length) } };

    private async Task AssertAsync(AttemptResult expected, int status)
    {
        _receiver.Answer = new WebhookAnswer(status);

        Assert.Equal(expected, await _bench.SendAsync(Url));

        Assert.Single(_receiver.Calls);
    }
}
