using Spikes.Gateway.Http;

namespace Spikes.Gateway.Shares;

/// <summary>What a path under <c>/s/</c> asks for.</summary>
/// <param name="Slug">The share.</param>
/// <param name="File">The path inside the share, without leading slash; empty for the root; a trailing slash means a folder.</param>
/// <param name="IsBare">True for <c>/s/&lt;slug&gt;</c> without a slash: relative links would miss the share from there.</param>
internal readonly record struct SharePath(string Slug, string File, bool IsBare)
{
    public const string Prefix = "/s/";

    /// <summary>
    /// Reads a path as it was sent; null when it names nothing. Decoded once and then judged, so that no spelling of a dot segment leads
    /// out of the share.
    /// </summary>
    public static SharePath? Parse(string rawPath)
    {
        var decoded = RawPath.Decode(rawPath);
        if (!decoded.StartsWith(Prefix, StringComparison.Ordinal) || decoded.AsSpan().ContainsAny('\\', '\0'))
            return null;
        var rest = decoded[Prefix.Length..];
        var segments = rest.Split('/');
        for (var index = 0; index < segments.Length; index++)
        {
            var isTrailingSlash = index > 0 && index == segments.Length - 1;
            if (segments[index] is "." or ".." || (segments[index].Length == 0 && !isTrailingSlash))
                return null;
        }

        return segments.Length == 1
            ? new SharePath(rest, "", true)
            : new SharePath(segments[0], rest[(segments[0].Length + 1)..], false);
    }
}
