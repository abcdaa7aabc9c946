using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Spikes.Gateway.Widget;

/// <summary>Answers a script with its validators.</summary>
internal sealed class Script : IResult
{
    private readonly byte[] _bytes;
    private readonly EntityTagHeaderValue _tag;

    private Script(byte[] bytes)
    {
        _bytes = bytes;
        _tag = new EntityTagHeaderValue('"' + Convert.ToHexStringLower(SHA256.HashData(bytes)[..16]) + '"');
    }

    public static Script Of(byte[] bytes) => new(bytes);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = _tag.ToString();
        response.Headers.CacheControl = "public, max-age=60, must-revalidate";
        response.Headers.XContentTypeOptions = "nosniff";
        var known = httpContext.Request.GetTypedHeaders().IfNoneMatch;
        if (known.Any(tag => tag.Tag == "*" || tag.Compare(_tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "text/javascript; charset=utf-8";
        response.ContentLength = _bytes.Length;
        await response.Body.WriteAsync(_bytes, httpContext.RequestAborted);
    }
}
