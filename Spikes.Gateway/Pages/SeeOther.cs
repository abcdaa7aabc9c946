using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Pages;

/// <summary>Sends the browser on after a form post.</summary>
/// <param name="path">A path of this server.</param>
internal sealed class SeeOther(string path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        PageRules.SetHeaders(httpContext.Response);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
