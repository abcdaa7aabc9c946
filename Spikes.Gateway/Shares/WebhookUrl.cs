using System.Diagnostics.CodeAnalysis;
using System.Net;
using Spikes.Gateway.Configuration;

namespace Spikes.Gateway.Shares;

/// <summary>The URL of a webhook, as far as its text tells what it names. Read in the same way at upload and at every delivery.</summary>
internal sealed class WebhookUrl
{
    private WebhookUrl(Uri url, string host)
    {
        Url = url;
        Host = host;
        // IPv4 in every other notation has become dotted decimal here.
        Literal = IPAddress.TryParse(host, out var address) ? address : null;
    }

    public Uri Url { get; }

    /// <summary>A name in ASCII without a dot at the end, or an IP literal without brackets.</summary>
    public string Host { get; }

    /// <summary>The address, when the host is no name.</summary>
    public IPAddress? Literal { get; }

    public bool IsHttps => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>False for what is not absolute, neither http nor https, or has user info, a fragment or a host that is no host.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out WebhookUrl? parsed)
    {
        parsed = null;
        if (text.Any(IsForgiven) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || HasUserInfo(text, url) || text.Contains('#'))
            return false;
        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            return false;
        if (ValueRules.AsciiHost(url) is not { Length: > 0 } host)
            return false;
        var read = new WebhookUrl(url, host);
        if (read.Literal is null && EndsInANumber(host))
            return false;
        parsed = read;
        return true;
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

    /// <summary>No name: an address that is out of range, or in a notation that only some resolvers read.</summary>
    private static bool EndsInANumber(string host)
    {
        var last = host.AsSpan(host.LastIndexOf('.') + 1);
        return !last.ContainsAnyExceptInRange('0', '9') || last.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
    }
}
