using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Pages;

namespace Spikes.Gateway.Http;

/// <summary>
/// The headers of contract section 0.5. Not the framework's CORS: every path must answer a preflight the same way, and a refusal must
/// carry the headers too.
/// </summary>
internal sealed class CrossOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            AnswerPreflight(context.Response);
            return Task.CompletedTask;
        }

        // At the start of the answer, because an error may have cleared what was set before.
        if (!PagePaths.IsPage(context.Request))
            context.Response.OnStarting(Allow, context.Response);
        return next(context);
    }

    private static void AnswerPreflight(HttpResponse response)
    {
        Allow(response);
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowMethods = "GET, HEAD, POST, PATCH, DELETE, OPTIONS";
        response.Headers.AccessControlAllowHeaders = "Content-Type, Authorization";
        response.Headers.AccessControlMaxAge = "86400";
    }

    private static Task Allow(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "Retry-After";
        return Task.CompletedTask;
    }
}
