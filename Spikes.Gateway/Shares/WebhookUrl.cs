using System.Net;
using System.Net.Sockets;

namespace Spikes.Gateway.Shares;

/// <summary>What can be told of a webhook's target without asking a name server (contract section 9.1).</summary>
internal static class WebhookUrl
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

    public static bool IsAcceptable(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme == Uri.UriSchemeHttps
        && url.UserInfo.Length == 0
        && !text.Contains('#')
        && IsPublic(url.IdnHost.TrimEnd('.'));

    private static bool IsPublic(string host) =>
        IPAddress.TryParse(host, out var address) ? IsPublic(address) : IsPublicName(host);

    private static bool IsPublicName(string host) =>
        host.Length > 0
        && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        && !LocalSuffixes.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    private static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var canBePublic = address.AddressFamily == AddressFamily.InterNetwork || PublicV6.Contains(address);
        return canBePublic && !NotPublic.Any(network => network.Contains(address));
    }
}
