using System.Net;
using System.Net.Sockets;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

/// <summary>Where attempts go, and where not.</summary>
public sealed class WebhookAddressTests
{
    private const string Hook = "https://hooks.test/in";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData(SenderBench.Public, "127.0.0.1")]
    [InlineData("10.0.0.1", SenderBench.Public)]
    [InlineData(SenderBench.Public, "169.254.169.254")]
    [InlineData(SenderBench.Public, "100.64.0.1")]
    [InlineData(SenderBench.Public, "0.0.0.0")]
    [InlineData(SenderBench.Public, "::ffff:10.0.0.1")]
    [InlineData(SenderBench.Public, "::ffff:7f00:1")]
    [InlineData(SenderBench.Public, "::1")]
    [InlineData(SenderBench.Public, "::")]
    [InlineData(SenderBench.Public, "fe80::1")]
    [InlineData(SenderBench.Public, "fd00::1")]
    [InlineData(SenderBench.Public, "64:ff9b::a00:1")]
    [InlineData(SenderBench.Public, "2002:a00:1::")]
    public async Task Send_AnyAddressIsNotPublic_FailsWithoutAConnection(params string[] addresses)
    {
        var bench = new SenderBench { Names = { ["hooks.test"] = addresses } };

        Assert.Equal(AttemptResult.Failed, await bench.SendAsync(Hook));

        bench.AssertNothingWasDialled();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/in")]
    [InlineData("ftp://hooks.test/")]
    [InlineData("http://hooks.test/")]
    [InlineData("http://" + SenderBench.Public + "/")]
    [InlineData("https://user@hooks.test/")]
    [InlineData("https://@hooks.test/")]
    [InlineData("https://hooks.test/#x")]
    [InlineData("https://hooks.test/#")]
    [InlineData("https://hooks.test\\@127.0.0.1/")]
    [InlineData(" https://hooks.test/")]
    [InlineData("https://hooks.test/\r\nX: y")]
    [InlineData("https://localhost/")]
    [InlineData("https://db.internal/")]
    [InlineData("https://printer.local/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://example.0x7f/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[fe80::1%25lo]/")]
    public async Task Send_UrlThatUploadsRefuse_FailsWithoutALookUp(string url)
    {
        var bench = new SenderBench();

        Assert.Equal(AttemptResult.Failed, await bench.SendAsync(url));

        Assert.Empty(bench.LookedUp);
        bench.AssertNothingWasDialled();
    }

    [Theory]
    [InlineData("http://hooks.test/", SenderBench.Public)]
    [InlineData("http://hooks.test/", "127.0.0.1", SenderBench.Public)]
    [InlineData("http://hooks.test/", "127.0.0.1", "10.0.0.1")]
    [InlineData("http://" + SenderBench.Public + "/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://hooks.test/", "127.0.0.1", "10.0.0.1")]
    public async Task Send_OutsideTheAllowedNetworks_FailsWithoutAConnection(string url, params string[] addresses)
    {
        var bench = new SenderBench("127.0.0.0/8") { Names = { ["hooks.test"] = addresses } };

        Assert.Equal(AttemptResult.Failed, await bench.SendAsync(url));

        bench.AssertNothingWasDialled();
    }

    [Fact]
    public async Task Send_HttpsToAllowedAndPublicAddresses_Connects()
    {
        var bench = new SenderBench("10.0.0.0/8") { Names = { ["hooks.internal"] = ["10.0.0.1", SenderBench.Public] } };

        Assert.Equal(AttemptResult.TryLater, await bench.SendAsync("https://hooks.internal/"));

        Assert.Equal(["10.0.0.1:443", SenderBench.Public + ":443"], bench.Dialled);
    }

    [Fact]
    public async Task Send_NameChangesItsAddressAfterTheCheck_GoesToTheCheckedAddress()
    {
        await using var receiver = await WebhookReceiver.StartAsync(IPAddress.Parse("127.0.0.2"));
        var url = $"http://hooks.test:{receiver.Port}/";
        var bench = new SenderBench("127.0.0.2/32");
        bench.LookUp = (_, _) => Task.FromResult<IPAddress[]?>([IPAddress.Parse(bench.LookedUp.Count == 1 ? "127.0.0.2" : "127.0.0.1")]);

        Assert.Equal(AttemptResult.Delivered, await bench.SendAsync(url));

        Assert.Single(bench.LookedUp);
        Assert.Equal([$"127.0.0.2:{receiver.Port}"], bench.Dialled);

        // The next attempt sees the new address, and not a connection that is left of this one.
        Assert.Equal(AttemptResult.Failed, await bench.SendAsync(url));
        Assert.Single(bench.Dialled);
        Assert.Single(receiver.Calls);
    }

    [Fact]
    public async Task Send_AllowedAddressInIPv6Form_IsCalledAsIPv4()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var bench = new SenderBench("127.0.0.0/8") { Names = { ["hooks.test"] = ["::ffff:127.0.0.1", "127.0.0.1"] } };

        Assert.Equal(AttemptResult.Delivered, await bench.SendAsync($"http://hooks.test.:{receiver.Port}/"));

        Assert.Equal(["hooks.test"], bench.LookedUp);
        Assert.Equal([$"127.0.0.1:{receiver.Port}"], bench.Dialled);
    }

    [Fact]
    public async Task Send_FirstAddressRefuses_TakesTheNext()
    {
        await using var receiver = await WebhookReceiver.StartAsync(IPAddress.Parse("127.0.0.2"));
        var bench = new SenderBench("127.0.0.0/8") { Names = { ["hooks.test"] = ["127.0.0.3", "127.0.0.2", "127.0.0.4"] } };

        Assert.Equal(AttemptResult.Delivered, await bench.SendAsync($"http://hooks.test:{receiver.Port}/"));

        Assert.Equal([$"127.0.0.3:{receiver.Port}", $"127.0.0.2:{receiver.Port}"], bench.Dialled);
    }

    [Fact]
    public async Task Send_FirstAddressIsSilent_TakesTheNextInTime()
    {
        var bench = new SenderBench { Names = { ["hooks.test"] = [SenderBench.Public, "2606:2800:21f:cb07::1"] } };
        var first = new TaskCompletionSource<CancellationToken>();
        var second = new TaskCompletionSource();
        bench.Dial = async (endPoint, token) =>
        {
            if (endPoint.AddressFamily is AddressFamily.InterNetworkV6)
                second.SetResult();
            else
                first.SetResult(token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("It waits for ever.");
        };
        var sending = bench.SendAsync(Hook);
        var firstToken = await first.Task;

        bench.Time.Advance(WebhookConnection.LongestDial);
        await second.Task;
        Assert.True(firstToken.IsCancellationRequested);
        Assert.False(sending.IsCompleted);

        bench.Time.Advance(WebhookSender.Timeout - WebhookConnection.LongestDial);
        Assert.Equal(AttemptResult.TryLater, await sending);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.TryAgain)]
    [InlineData(SocketError.NoData)]
    public async Task Send_NameDoesNotResolve_TriesLater(SocketError error)
    {
        var bench = new SenderBench { LookUp = (_, _) => Task.FromException<IPAddress[]?>(new SocketException((int)error)) };

        Assert.Equal(AttemptResult.TryLater, await bench.SendAsync(Hook));
    }

    [Theory]
    [InlineData(Hook)]
    [InlineData("https://a..b/")]
    [InlineData("https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test/")]
    public async Task Send_NameHasNoAddress_IsNotDelivered(string url)
    {
        var bench = new SenderBench { LookUp = (_, _) => Task.FromResult<IPAddress[]?>([]) };

        Assert.NotEqual(AttemptResult.Delivered, await bench.SendAsync(url));

        bench.AssertNothingWasDialled();
    }
}
