using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Pages;

/// <summary>Sends the browser on after a form post.</summary>
/// <param name="target">A path of this server, or an address of Stripe's.</param>
internal sealed class SeeOther(string target) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        PageRules.SetHeaders(httpContext.Response);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = target;
        return Task.CompletedTask;
    }
}
