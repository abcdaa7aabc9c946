using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Spikes.Gateway.Configuration;

namespace Spikes.Gateway.Shares;

/// <summary>Which names and addresses webhooks may call; the same at upload and at every delivery (contract section 9.1).</summary>
internal sealed class WebhookRules(IOptions<WebhookOptions> options)
{
    private static readonly string[] LocalSuffixes = [".localhost", ".local", ".internal"];

    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");

    // Loopback, private, carrier-grade NAT, link-local, documentation, multicast and reserved ranges; 2001::/23 and 2002::/16 embed IPv4.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private readonly IPNetwork[] _allowed = [.. options.Value.AllowedPrivateNetworks.Select(IPNetwork.Parse)];

    /// <summary>The address that a connection really goes to.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether scheme and host leave anything to be judged by the addresses. With allowed networks only the addresses count.</summary>
    public bool AllowsHost(WebhookUrl url) => _allowed.Length > 0 || (url.IsHttps && IsPublicName(url.Host));

    /// <summary>Whether every one of the addresses may be called; http is enough only within the allowed networks. Not without any.</summary>
    public bool AllowsAll(WebhookUrl url, IReadOnlyCollection<IPAddress> addresses) =>
        addresses.Count > 0 && addresses.All(address => IsAllowed(address) || (url.IsHttps && IsPublic(address)));

    private static bool IsPublicName(string host) =>
        !host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        && !LocalSuffixes.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    private static bool IsPublic(IPAddress address)
    {
        address = Plain(address);
        var canBePublic = address.AddressFamily == AddressFamily.InterNetwork || (PublicV6.Contains(address) && !EmbedsIPv4(address));
        return canBePublic && !NotPublic.Any(network => network.Contains(address));
    }

    /// <summary>An ISATAP address: an interface identifier of <c>0:5efe</c> or <c>200:5efe</c> and an IPv4 address, under any prefix.</summary>
    private static bool EmbedsIPv4(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    }

    private bool IsAllowed(IPAddress address) => Array.Exists(_allowed, network => network.Contains(Plain(address)));
}
