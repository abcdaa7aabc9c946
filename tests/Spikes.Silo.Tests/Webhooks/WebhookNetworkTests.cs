using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Shares;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

/// <summary>
/// The sender as the program has it: with the names, the network and the trusted authorities of this machine. Alone, for the proxy is one
/// for the whole process.
/// </summary>
[CollectionDefinition(nameof(WebhookNetworkTests), DisableParallelization = true)]
[Collection(nameof(WebhookNetworkTests))]
public sealed class WebhookNetworkTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task Send_AllowedNetwork_IsDelivered(string host)
    {
        await using var receiver = await WebhookReceiver.StartAsync();

        // What the name stands for besides is allowed too; nobody listens there.
        Assert.Equal(AttemptResult.Delivered, await SendAsync($"http://{host}:{receiver.Port}/", "127.0.0.0/8", "::1/128"));
        Assert.Single(receiver.Calls);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Send_OtherAddressThanTheAllowed_GetsNoConnection(string scheme)
    {
        await using var receiver = await WebhookReceiver.StartAsync(IPAddress.Parse("127.0.0.2"));

        Assert.Equal(AttemptResult.Failed, await SendAsync($"{scheme}://127.0.0.2:{receiver.Port}/", "127.0.0.1/32"));
        Assert.Equal(0, receiver.Connections);
    }

    [Fact]
    public async Task Send_SystemDoesNotTrustTheCertificate_TriesLater()
    {
        using var authority = new TestAuthority();
        await using var receiver = await WebhookReceiver.StartAsync(certificate: authority.Issue("127.0.0.1"));

        Assert.Equal(AttemptResult.TryLater, await SendAsync($"https://127.0.0.1:{receiver.Port}/", "127.0.0.0/8"));
        Assert.Equal(1, receiver.Connections);
        Assert.Empty(receiver.Calls);
    }

    /// <summary>What HTTP_PROXY and its like set for the whole process.</summary>
    [Fact]
    public async Task Send_ProxyOfTheProcess_IsNotAsked()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var proxy = await WebhookReceiver.StartAsync();
        var usual = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Address) { BypassProxyOnLocal = false };
        try
        {
            Assert.Equal(AttemptResult.Delivered, await SendAsync($"http://127.0.0.1:{receiver.Port}/", "127.0.0.0/8"));
        }
        finally
        {
            HttpClient.DefaultProxy = usual;
        }

        Assert.Equal(0, proxy.Connections);
    }

    private static Task<AttemptResult> SendAsync(string url, params string[] allowed)
    {
        var options = new WebhookOptions();
        foreach (var network in allowed)
            options.AllowedPrivateNetworks.Add(network);
        var rules = new WebhookRules(Microsoft.Extensions.Options.Options.Create(options));
        var sender = new WebhookSender(rules, TimeProvider.System, NullLogger<WebhookSender>.Instance);
        return sender.SendAsync(WebhookSamples.Call(url), TestContext.Current.CancellationToken);
    }
}
