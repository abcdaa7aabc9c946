using System.Net;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

/// <summary>How long attempts take at most. The clock stands still unless a test moves it.</summary>
public sealed class WebhookTimeTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly SenderBench _bench = new("127.0.0.0/8")
    {
        Names = { ["hooks.test"] = ["127.0.0.1"], ["public.test"] = [SenderBench.Public] },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_SilentReceiver_TriesLaterAfterTheTimeout()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = WebhookAnswer.Silence;
        var sending = _bench.SendAsync($"http://hooks.test:{receiver.Port}/");
        await receiver.NextAsync(Token);

        await AssertTimeoutAsync(sending);
    }

    [Fact]
    public async Task Send_AnswerJustInTime_IsDelivered()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var answer = new TaskCompletionSource();
        receiver.Answer = new WebhookAnswer { Until = answer.Task };
        var sending = _bench.SendAsync($"http://hooks.test:{receiver.Port}/");
        await receiver.NextAsync(Token);

        _bench.Time.Advance(WebhookSender.Timeout - Moment);
        answer.SetResult();

        Assert.Equal(AttemptResult.Delivered, await sending);
    }

    [Theory]
    [InlineData("http://hooks.test/", "")]
    [InlineData("http://hooks.test/", "HTTP/1.1 200 OK\r\nX-A: b\r\n")]
    [InlineData("http://hooks.test/", "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("https://public.test/", "")]
    public async Task Send_ConnectionWithoutAWholeAnswer_IsClosedAfterTheTimeout(string url, string beginning)
    {
        using var stream = new ScriptedStream(beginning);
        _bench.LeadTo(stream);
        var sending = _bench.SendAsync(url);
        await stream.Exhausted;

        await AssertTimeoutAsync(sending);

        Assert.True(stream.IsClosed);
    }

    [Fact]
    public async Task Send_LookUpDoesNotEnd_TriesLaterAfterTheTimeout()
    {
        _bench.LookUp = (_, token) => new TaskCompletionSource<IPAddress[]?>().Task.WaitAsync(token);

        await AssertTimeoutAsync(_bench.SendAsync("https://public.test/"));

        _bench.AssertNothingWasDialled();
    }

    [Fact]
    public async Task Send_NoPlaceForALookUp_WasNotTried()
    {
        _bench.LookUp = (_, _) => Task.FromResult<IPAddress[]?>(null);

        Assert.Equal(AttemptResult.NotTried, await _bench.SendAsync("https://public.test/"));

        _bench.AssertNothingWasDialled();
    }

    [Fact]
    public async Task Send_AddressDoesNotAnswer_IsGivenUpAfterTheTimeout()
    {
        var dialled = new TaskCompletionSource<CancellationToken>();
        _bench.Dial = async (_, token) =>
        {
            dialled.SetResult(token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("It waits for ever.");
        };
        var sending = _bench.SendAsync("https://public.test/");
        var token = await dialled.Task;

        await AssertTimeoutAsync(sending);

        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public async Task Send_Cancelled_Throws()
    {
        using var stream = new ScriptedStream("");
        _bench.LeadTo(stream);
        using var stop = new CancellationTokenSource();
        var sending = _bench.SendAsync("http://hooks.test/", stop.Token);

        await stop.CancelAsync();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(stop.Token, thrown.CancellationToken);
        Assert.Empty(_bench.Logged);
    }

    private async Task AssertTimeoutAsync(Task<AttemptResult> sending)
    {
        _bench.Time.Advance(WebhookSender.Timeout - Moment);
        Assert.False(sending.IsCompleted);
        _bench.Time.Advance(Moment);

        Assert.Equal(AttemptResult.TryLater, await sending);
        Assert.Equal([$"Information: Webhook {WebhookSamples.Id} was not taken now: timeout"], _bench.Logged);
    }
}
