using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Shares;

namespace Spikes.Gateway.Http;

/// <summary>
/// Slashes (contract section 0.1): duplicate leading and trailing ones do not count. First in the pipeline, so that everybody after it
/// judges the path that is routed.
/// </summary>
internal sealed class SlashRules(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var trimmed = path.AsSpan().Trim('/');
        if (path.Length != trimmed.Length + 1 || path[0] != '/')
            context.Request.Path = "/" + trimmed.ToString();
        return next(context);
    }
}

/// <summary>
/// The fork between shares and the rest. It looks at the raw target: a dot segment must lead neither from <c>/s/</c> to another route
/// nor from one resource to another.
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
        return RawPath.HasDotSegment(context) ? ErrorResult.NotFound().ExecuteAsync(context) : next(context);
    }
}
