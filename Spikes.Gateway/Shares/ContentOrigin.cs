using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;

namespace Spikes.Gateway.Shares;

/// <summary>Keeps shared pages on an origin of their own (contract section 5.8), when one is set.</summary>
internal sealed class ContentOrigin(RequestDelegate next, PublicUrls urls)
{
    private static readonly string[] OnContentHost = ["/widget.js", "/spikes.js", "/sandbox.js", "/health", "/health/live", "/health/ready"];

    public Task InvokeAsync(HttpContext context)
    {
        if (!urls.HasContentOrigin)
            return next(context);
        var isContentHost = string.Equals(context.Request.Host.Host.Trim('[', ']'), urls.ContentHost, StringComparison.OrdinalIgnoreCase);
        if (PathRules.IsShare(context))
            return isContentHost ? next(context) : Redirect(context);
        return !isContentHost || IsServedThere(context.Request.Path) ? next(context) : ErrorResult.NotFound().ExecuteAsync(context);
    }

    private static bool IsServedThere(PathString path) =>
        OnContentHost.Contains(path.Value, StringComparer.OrdinalIgnoreCase);

    private Task Redirect(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = urls.Content + RawPath.Of(context) + context.Request.QueryString;
        // It is not known here whether the share is protected, and then the address may hold a password.
        context.Response.Headers.CacheControl = ShareHeaders.NoCache;
        context.Response.Headers["Referrer-Policy"] = ShareHeaders.NoReferrer;
        return Task.CompletedTask;
    }
}
