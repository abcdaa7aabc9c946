using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Projects;

/// <summary>Origins in the one form in which they are stored and compared: lower case, without the scheme's own port.</summary>
internal static class Origins
{
    /// <summary>What pages without an origin send: sandboxed ones, files.</summary>
    private const string Null = "null";

    private const string Http = "http://";
    private const string Https = "https://";
    private const int MaxHost = 253;
    private const int MaxLabel = 63;
    private const int MaxPortDigits = 5;

    /// <summary>
    /// That form of <c>http(s)://host[:port]</c> or <c>null</c>; null for everything else: other schemes, user info, paths, a slash at the
    /// end, wildcards, white space.
    /// </summary>
    public static string? Normalize(string text)
    {
        if (text == Null)
            return Null;
        var scheme = text.StartsWith(Https, StringComparison.OrdinalIgnoreCase) ? Https
            : text.StartsWith(Http, StringComparison.OrdinalIgnoreCase) ? Http : null;
        if (scheme is null)
            return null;
        var authority = text[scheme.Length..];
        // The colons of an IPv6 address stand in brackets.
        var colon = authority.EndsWith(']') ? -1 : authority.LastIndexOf(':');
        var host = NormalizeHost(colon < 0 ? authority : authority[..colon]);
        if (host is null || colon < 0)
            return host is null ? null : scheme + host;
        return ReadPort(authority[(colon + 1)..]) switch
        {
            0 => null,
            443 when scheme == Https => scheme + host,
            80 when scheme == Http => scheme + host,
            var port => string.Create(CultureInfo.InvariantCulture, $"{scheme}{host}:{port}"),
        };
    }

    /// <summary>What a request says of its origin, as <see cref="SubmitSpike.Origin"/>.</summary>
    public static string? Sent(HttpRequest request) => request.Headers.Origin switch
    {
        [] => null,
        [{ } origin] => Normalize(origin) ?? SubmitSpike.NoOrigin,
        _ => SubmitSpike.NoOrigin,
    };

    private static int ReadPort(string text) =>
        text.Length <= MaxPortDigits && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0;

    private static string? NormalizeHost(string host)
    {
        if (host.StartsWith('['))
            return NormalizeIPv6(host);
        if (host.Length > MaxHost)
            return null;
        var labels = host.Split('.');
        if (!labels.All(IsLabel))
            return null;
        // Browsers read a host that ends in a number as an address and send it with four numbers.
        return IsNumber(labels[^1]) && !IsIPv4(host) ? null : host.ToLowerInvariant();
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabel && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsNumber(string label) =>
        label.All(char.IsAsciiDigit) || (label.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && label[2..].All(char.IsAsciiHexDigit));

    private static bool IsIPv4(string host) => IPAddress.TryParse(host, out var address) && address.ToString() == host;

    private static string? NormalizeIPv6(string host)
    {
        if (!host.EndsWith(']'))
            return null;
        var text = host[1..^1];
        return text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.') && IPAddress.TryParse(text, out var address)
            && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{address}]"
            : null;
    }
}
