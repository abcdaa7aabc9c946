using System.Net.Sockets;
using Spikes.Chaos.Posting;
using Xunit;

namespace Spikes.Chaos.Tests.Posting;

public sealed class CallerTests
{
    public static readonly TheoryData<Exception> Faults =
        [new HttpRequestException("refused"), new IOException("reset"), new SocketException((int)SocketError.NotConnected)];

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Get_ServerGoesAway_IsNoConnectionAndDoesNotThrow(Exception fault)
    {
        using var http = new HttpClient(new Failing(fault));
        var tally = new Tally();
        var caller = new Caller(http, tally, TimeSpan.FromSeconds(5), TimeProvider.System, "203.0.113.7");

        var heard = await caller.GetAsync(new Uri("http://127.0.0.1:9"), "/health");

        Assert.Equal(Tally.NoConnection, heard.Kind);
        Assert.Equal(1, tally.Answers[Tally.NoConnection]);
    }

    private sealed class Failing(Exception fault) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw fault;
    }
}
