using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Shares;

namespace Spikes.Gateway.Http;

/// <summary>
/// Slashes (contract section 0.1), and the fork between shares and the rest. The fork looks at the raw target: a dot segment must not
/// lead from <c>/s/</c> to another route.
/// </summary>
internal sealed class PathRules(RequestDelegate next, SharePages shares)
{
    private const string SharePrefix = "/s/";

    public static bool IsShare(HttpContext context) =>
        RawPath.Decode(RawPath.Of(context)).StartsWith(SharePrefix, StringComparison.Ordinal);

    public Task InvokeAsync(HttpContext context)
    {
        if (IsShare(context))
            return shares.HandleAsync(context, RawPath.Of(context));
        var path = context.Request.Path.Value ?? "/";
        context.Request.Path = "/" + path.Trim('/');
        return next(context);
    }
}
