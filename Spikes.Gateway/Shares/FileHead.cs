using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Spikes.Gateway.Shares;

/// <summary>Status and headers of a file's answer.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="ETag">Its validator; null for a protected share, whose answers nobody keeps.</param>
/// <param name="IsHtml">Whether it is a page.</param>
internal sealed record FileHead(string ContentType, string? ETag, bool IsHtml)
{
    public void WriteValidators(HttpResponse response)
    {
        if (ETag is null)
            return;
        response.Headers.ETag = ETag;
        response.Headers.CacheControl = IsHtml ? ShareHeaders.ShortCache : ShareHeaders.LongCache;
    }

    /// <param name="response">Where they go.</param>
    /// <param name="length">Bytes of the body.</param>
    /// <param name="range">The stretch that is sent, or null for all.</param>
    /// <param name="fileLength">Bytes of the whole file.</param>
    public void Write(HttpResponse response, long length, ByteRange? range, long fileLength)
    {
        WriteValidators(response);
        response.ContentType = ContentType;
        response.ContentLength = length;
        if (!IsHtml)
            response.Headers.AcceptRanges = "bytes";
        if (range is not { } part)
            return;
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = new ContentRangeHeaderValue(part.From, part.From + part.Length - 1, fileLength).ToString();
    }
}
