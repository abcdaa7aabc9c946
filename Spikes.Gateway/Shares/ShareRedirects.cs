using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Shares;

/// <summary>Redirects inside a share. Their targets begin with a single slash: whatever they hold, they name this host.</summary>
internal static class ShareRedirects
{
    /// <summary>To the same path with a slash, the query kept: a folder without it would miss its relative links.</summary>
    public static void ToFolder(HttpContext context, string rawPath)
    {
        Redirect(context.Response, StatusCodes.Status308PermanentRedirect, rawPath + "/" + context.Request.QueryString.Value);
        context.Response.Headers.CacheControl = ShareHeaders.ShortCache;
    }

    /// <summary>On, after a form.</summary>
    public static void SeeOther(HttpResponse response, string path) => Redirect(response, StatusCodes.Status303SeeOther, path);

    private static void Redirect(HttpResponse response, int status, string target)
    {
        response.StatusCode = status;
        response.ContentLength = 0;
        response.Headers.Location = target;
    }
}
