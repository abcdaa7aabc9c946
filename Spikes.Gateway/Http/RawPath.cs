using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Spikes.Gateway.Http;

/// <summary>
/// The path as the client sent it. Kestrel's <see cref="HttpRequest.Path"/> has dot segments resolved and keeps <c>%2F</c>, so neither
/// "decoded exactly once" nor "never leaves its share" can be told from it.
/// </summary>
internal static class RawPath
{
    /// <summary>The path of the request target, still encoded, duplicate leading slashes collapsed; begins with a slash.</summary>
    public static string Of(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith('/'))
            target = FromAbsoluteForm(target);
        var end = target.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? target : target[..end];
        return path.Length > 1 && path[1] == '/' ? "/" + path.TrimStart('/') : path;
    }

    /// <summary>A percent-encoded text, decoded once; malformed escapes stay as they are.</summary>
    public static string Decode(string encoded) => Uri.UnescapeDataString(encoded);

    /// <summary>The segment at a place of an API path, decoded once: 1 is <c>x</c> in <c>/shares/x</c>. Empty when there is none.</summary>
    public static string Segment(HttpContext context, int index)
    {
        var segments = Of(context)[1..].Split('/');
        return index < segments.Length ? Decode(segments[index]) : "";
    }

    /// <summary>
    /// True when a segment is a dot segment, plain or encoded. Kestrel has resolved it before routing, so what is routed is not what
    /// the client named.
    /// </summary>
    public static bool HasDotSegment(HttpContext context)
    {
        var path = Of(context);
        return (path.Contains("/.", StringComparison.Ordinal) || path.Contains("%2e", StringComparison.OrdinalIgnoreCase))
            && path.Split('/').Any(segment => Decode(segment) is "." or "..");
    }

    private static string FromAbsoluteForm(string target)
    {
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return "/";
        var slash = target.IndexOf('/', scheme + 3);
        return slash < 0 ? "/" : target[slash..];
    }
}
