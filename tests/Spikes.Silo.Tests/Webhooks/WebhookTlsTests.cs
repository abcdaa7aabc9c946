using System.Net.Security;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

/// <summary>Whom attempts believe to be the receiver. The address is a public one, so that nothing but the usual rules apply.</summary>
public sealed class WebhookTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly SenderBench _bench = new() { Names = { ["hooks.test"] = [SenderBench.Public], ["a.hooks.test"] = [SenderBench.Public] } };

    public WebhookTlsTests() => _bench.Authorities = [_authority.Certificate];

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("hooks.test", "hooks.test")]
    [InlineData("hooks.test", "hooks.test.")]
    [InlineData("*.hooks.test", "a.hooks.test")]
    [InlineData(SenderBench.Public, SenderBench.Public)]
    public async Task Send_CertificateOfTheHost_IsDelivered(string certified, string host)
    {
        await using var receiver = await StartAsync(_authority.Issue(certified));

        Assert.Equal(AttemptResult.Delivered, await _bench.SendAsync($"https://{host}:{receiver.Port}/"));

        Assert.Equal([$"{SenderBench.Public}:{receiver.Port}"], _bench.Dialled);
        Assert.Equal($"{host}:{receiver.Port}", Assert.Single(receiver.Calls).Headers["Host"]);
    }

    [Theory]
    [InlineData("other.test")]
    [InlineData("test")]
    [InlineData("*.hooks.test")]
    [InlineData(SenderBench.Public)]
    public async Task Send_CertificateOfAnother_SendsNothing(string certified) => await AssertDistrustAsync(_authority.Issue(certified));

    [Fact]
    public async Task Send_CertificateIsExpired_SendsNothing() => await AssertDistrustAsync(_authority.IssueExpired("hooks.test"));

    [Fact]
    public async Task Send_CertificateIsForClients_SendsNothing() => await AssertDistrustAsync(_authority.IssueForClient("hooks.test"));

    [Fact]
    public async Task Send_CertificateOfAnAuthorityThatIsNotTrusted_SendsNothing()
    {
        using var stranger = new TestAuthority();

        await AssertDistrustAsync(stranger.Issue("hooks.test"));
    }

    /// <summary>Where the issuer is to be had is a URL that a stranger has written.</summary>
    [Fact]
    public async Task Send_CertificateNamesAPlaceOfItsIssuer_DoesNotCallIt()
    {
        await using var place = await WebhookReceiver.StartAsync();
        place.Answer = new WebhookAnswer(404);

        await AssertDistrustAsync(_authority.IssueIncomplete("hooks.test", new Uri(place.Address, "issuer.cer")));

        Assert.Equal(0, place.Connections);
    }

    [Fact]
    public async Task Send_ReceiverSpeaksNoTls_SendsNothing() => await AssertDistrustAsync(certificate: null);

    private async Task AssertDistrustAsync(SslStreamCertificateContext? certificate)
    {
        await using var receiver = await StartAsync(certificate);

        Assert.Equal(AttemptResult.TryLater, await _bench.SendAsync($"https://hooks.test:{receiver.Port}/"));

        Assert.Equal([$"Information: Webhook {WebhookSamples.Id} was not taken now: SecureConnectionError"], _bench.Logged);
        Assert.Equal(1, receiver.Connections);
        Assert.Empty(receiver.Calls);
    }

    private async Task<WebhookReceiver> StartAsync(SslStreamCertificateContext? certificate)
    {
        var receiver = await WebhookReceiver.StartAsync(certificate: certificate);
        _bench.LeadTo(receiver);
        return receiver;
    }
}
