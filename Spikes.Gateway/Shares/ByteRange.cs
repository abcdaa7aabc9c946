using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Spikes.Gateway.Shares;

/// <summary>The stretch of a file that a request asks for.</summary>
/// <param name="From">The first byte.</param>
/// <param name="Length">How many; 0 when the file has no such bytes.</param>
internal readonly record struct ByteRange(long From, long Length)
{
    /// <summary>The one range of a request, or null when the whole file is meant: none, several or a malformed one.</summary>
    public static ByteRange? Of(HttpRequest request, string? etag, long fileLength)
    {
        var ifRange = request.Headers.IfRange.ToString();
        if (ifRange.Length > 0 && ifRange != etag)
            return null;
        var isOne = RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header)
            && header.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            && header.Ranges.Count == 1;
        return isOne ? Resolve(header!.Ranges.Single(), fileLength) : null;
    }

    private static ByteRange Resolve(RangeItemHeaderValue item, long fileLength)
    {
        if (item.From is not { } from)
        {
            var last = Math.Min(item.To ?? 0, fileLength);
            return new(fileLength - last, last);
        }

        var end = Math.Min(item.To ?? long.MaxValue - 1, fileLength - 1) + 1;
        return new(from, Math.Max(0, end - from));
    }
}
