using Spikes.Gateway.Http;
using Spikes.Gateway.Shares.Passwords;

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
        var rest = decoded.AsSpan(Prefix.Length);
        foreach (var range in rest.Split('/'))
        {
            var segment = rest[range];
            var isTrailingSlash = range.Start.Value > 0 && range.End.Value == rest.Length;
            if (segment is "." or ".." || (segment.IsEmpty && !isTrailingSlash))
                return null;
        }

        var slash = rest.IndexOf('/');
        return slash < 0
            ? new SharePath(rest.ToString(), "", true)
            : new SharePath(rest[..slash].ToString(), rest[(slash + 1)..].ToString(), false);
    }

    /// <summary>The path of a share's root, or of what a pass opens, with its slash at the end.</summary>
    public static string Below(string slug, string? pass = null) =>
        $"{Prefix}{Uri.EscapeDataString(slug)}/{(pass is null ? "" : SharePass.Mark + pass + "/")}";

    /// <summary>A path inside a share as it stands in an address.</summary>
    public static string Escape(string file) => string.Join('/', file.Split('/').Select(Uri.EscapeDataString));

    /// <summary>
    /// Takes the pass off a path in a protected share, where a first segment with its mark is one, valid or not; null when there is none.
    /// </summary>
    public (string? Pass, SharePath Inside) SplitPass()
    {
        if (!File.StartsWith(SharePass.Mark))
            return (null, this);
        var slash = File.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? (File[1..], this with { File = "", IsBare = true })
            : (File[1..slash], this with { File = File[(slash + 1)..], IsBare = false });
    }
}
