using System.Net;
using Microsoft.AspNetCore.Http;
using Spikes.Gateway.RateLimiting;

namespace Spikes.Gateway.Tests.RateLimiting;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    [InlineData("fe80::1%2", "fe80::/64")]
    [InlineData("::1", "::/64")]
    [InlineData("::192.0.2.7", "::/64")]
    public void Of_Address_IsTheAddressOrItsNetwork(string address, string expected) =>
        Assert.Equal(expected, Of(IPAddress.Parse(address)));

    [Fact]
    public void Of_NoAddress_CountsTogether() => Assert.Equal(Of(null), Of(null));

    private static string Of(IPAddress? address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address;
        return ClientAddress.Of(context);
    }
}
