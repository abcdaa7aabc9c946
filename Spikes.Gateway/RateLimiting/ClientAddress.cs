using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.RateLimiting;

/// <summary>The client's address as rate limits count it. Trusted proxies are resolved before, by the forwarded-headers middleware.</summary>
internal static class ClientAddress
{
    private const int PrefixBytes = 8;

    /// <summary>An IPv4 address, or the /64 network of an IPv6 one.</summary>
    public static string Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Network(address) : address.ToString();
    }

    private static string Network(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(PrefixBytes).Clear();
        return new IPAddress(bytes) + "/64";
    }
}
