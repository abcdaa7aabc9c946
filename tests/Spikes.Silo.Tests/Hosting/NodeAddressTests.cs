using System.Net;
using Orleans.Configuration;
using Spikes.Gateway.Hosting;
using Spikes.Silo.Hosting;
using ClusterOptions = Spikes.Gateway.Configuration.ClusterOptions;

namespace Spikes.Silo.Tests.Hosting;

public sealed class NodeAddressTests
{
    [Theory]
    [InlineData("10.1.2.3", "0.0.0.0")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("fd00::2", "::")]
    [InlineData("::1", "::1")]
    public void Configure_Address_IsTheOneTheOthersDialAndDecidesWhereToListen(string advertised, string listen)
    {
        var endpoints = new EndpointOptions();

        NodeAddress.Configure(endpoints, new ClusterOptions { AdvertisedAddress = advertised, SiloPort = 1111, GatewayPort = 2222 });

        Assert.Equal(IPAddress.Parse(advertised), endpoints.AdvertisedIPAddress);
        Assert.Equal(new IPEndPoint(IPAddress.Parse(listen), 1111), endpoints.SiloListeningEndpoint);
        Assert.Equal(new IPEndPoint(IPAddress.Parse(listen), 2222), endpoints.GatewayListeningEndpoint);
    }

    [Theory]
    [InlineData("10.1.2.3", "127.0.0.1", "::1", "fd00::2", "10.1.2.3")]
    [InlineData("fd00::2", "127.0.0.1", "fe80::1", "fd00::2")]
    [InlineData("fd00::2", "169.254.1.1", "fd00::2")]
    [InlineData("127.0.0.1", "::1", "127.0.0.1")]
    [InlineData("::1", "fe80::1", "::1")]
    public void Choose_SeveralAddresses_TakesTheOneThatOthersMostLikelyReach(string expected, params string[] addresses) =>
        Assert.Equal(IPAddress.Parse(expected), NodeAddress.Choose(addresses.Select(IPAddress.Parse)));

    [Fact]
    public void Configure_NameWithoutAnAddress_NamesTheSetting()
    {
        var refusal = Assert.Throws<StartException>(
            () => NodeAddress.Configure(new EndpointOptions(), new ClusterOptions { AdvertisedAddress = "no..name" }));

        Assert.StartsWith("Spikes:Cluster:AdvertisedAddress: no..name ", refusal.Message, StringComparison.Ordinal);
    }
}
