using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Spikes.Gateway.Configuration;

namespace Spikes.Gateway.Shares;

/// <summary>Which addresses webhooks may call, as far as it can be told at upload (contract section 9.1).</summary>
internal sealed class WebhookTargets(IOptions<WebhookOptions> options, TimeProvider clock)
{
    private static readonly string[] LocalSuffixes = [".localhost", ".local", ".internal"];

    private static readonly TimeSpan MaxLookUp = TimeSpan.FromSeconds(3);

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

    /// <summary>Asks for the addresses of a name.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> LookUp { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>
    /// Whether an upload may name the address. The name of an https address is not looked up: its addresses are judged at every delivery.
    /// That of an http address is, for only its addresses tell whether http is enough.
    /// </summary>
    public async ValueTask<bool> IsAcceptableAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Any(IsForgiven) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || HasUserInfo(text, url) || text.Contains('#'))
            return false;
        var isHttps = url.Scheme == Uri.UriSchemeHttps;
        if (!isHttps && url.Scheme != Uri.UriSchemeHttp)
            return false;
        // IPv4 in every other notation has become dotted decimal here.
        if (ValueRules.AsciiHost(url) is not { } host)
            return false;
        if (IPAddress.TryParse(host, out var address))
            return IsAllowed(address) || (isHttps && IsPublic(address));
        if (host.Length == 0 || EndsInANumber(host))
            return false;
        return isHttps ? _allowed.Length > 0 || IsPublicName(host) : await AreAllAllowedAsync(host, cancellationToken);
    }

    /// <summary>What a lenient reader drops or takes for something else.</summary>
    private static bool IsForgiven(char character) => character is <= ' ' or '\\' or '\u007f';

    /// <summary>An empty one too, which the parser drops.</summary>
    private static bool HasUserInfo(string text, Uri url)
    {
        var authority = text.AsSpan(Math.Min(text.Length, url.Scheme.Length + Uri.SchemeDelimiter.Length));
        var end = authority.IndexOfAny('/', '?', '#');
        return (end < 0 ? authority : authority[..end]).Contains('@');
    }

    private static bool IsPublicName(string host) =>
        !host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        && !LocalSuffixes.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>No name: an address that is out of range, or in a notation that only some resolvers read.</summary>
    private static bool EndsInANumber(string host)
    {
        var last = host.AsSpan(host.LastIndexOf('.') + 1);
        return !last.ContainsAnyExceptInRange('0', '9') || last.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

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

    private async ValueTask<bool> AreAllAllowedAsync(string host, CancellationToken cancellationToken)
    {
        if (_allowed.Length == 0)
            return false;
        using var limit = new CancellationTokenSource(MaxLookUp, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var addresses = await LookUp(host, either.Token);
            return addresses.Length > 0 && Array.TrueForAll(addresses, IsAllowed);
        }
        catch (Exception fault) when (fault is SocketException || (fault is OperationCanceledException && limit.IsCancellationRequested))
        {
            return false;
        }
    }
}
