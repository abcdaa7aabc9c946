using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Spikes.Gateway.Pages;

/// <summary>The rules that all pages share (contract section 2.9).</summary>
internal static class PageRules
{
    /// <summary>True when the client names <c>text/html</c> with a weight not below that of <c>application/json</c>.</summary>
    public static bool PrefersHtml(HttpRequest request)
    {
        var accept = request.GetTypedHeaders().Accept;
        return Weight(accept, "text/html") is > 0 and var html && html >= (Weight(accept, "application/json") ?? 0);
    }

    /// <summary>False for a script's or an embedding page's request: pages answer navigations only.</summary>
    public static bool IsNavigation(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"] is not [{ } mode, ..] || mode == "navigate";

    /// <summary>
    /// False for a form that another site sends. Not by <c>Origin</c>: our own pages send <c>null</c> there, because they give no referrer.
    /// </summary>
    public static bool IsOwnSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is not [{ } site, ..] || site is "same-origin" or "none";

    public static void SetHeaders(HttpResponse response)
    {
        response.Headers.XFrameOptions = "DENY";
        response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    private static double? Weight(IList<MediaTypeHeaderValue> accept, string type) =>
        accept.FirstOrDefault(value => value.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)) is { } named
            ? named.Quality ?? 1
            : null;
}
