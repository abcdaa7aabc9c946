using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>Sends one file of a share: validators, ranges and the bytes, as fast as the client takes them.</summary>
internal sealed partial class ShareFileSender(ShareContents contents, ILogger<ShareFileSender> logger)
{
    public async Task SendAsync(HttpContext context, SharedFile file, PageMarkup markup)
    {
        var type = ContentTypes.Of(file.Name);
        var isHtml = file.Html is not null || type.StartsWith("text/html", StringComparison.Ordinal);
        var head = new FileHead(type, ShareHeaders.IsProtected(context) ? null : markup.ETag, isHtml);
        if (IsKnown(context.Request, head.ETag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            head.WriteValidators(context.Response);
            return;
        }

        var range = isHtml ? null : ByteRange.Of(context.Request, head.ETag, file.Length);
        if (range is { Length: 0 })
            await RefuseRangeAsync(context, file.Length);
        else
            await SendAsync(context, file, head, range, FilePlan.Of(file.Length, range, markup.Insertions));
    }

    private static bool IsKnown(HttpRequest request, string? etag)
    {
        if (etag is null || request.Headers.IfNoneMatch.Count == 0)
            return false;
        var current = new EntityTagHeaderValue(etag);
        return request.GetTypedHeaders().IfNoneMatch
            .Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false));
    }

    private static Task RefuseRangeAsync(HttpContext context, long fileLength)
    {
        context.Response.Headers.ContentRange = new ContentRangeHeaderValue(fileLength).ToString();
        // No code of the contract means this; the status is what clients of ranges read.
        var body = new ErrorBody("The file has no such range", "RANGE_NOT_SATISFIABLE");
        return JsonAnswer.WriteAsync(context, StatusCodes.Status416RangeNotSatisfiable, body, GatewayJson.Default.ErrorBody);
    }

    private async Task SendAsync(HttpContext context, SharedFile file, FileHead head, ByteRange? range, FilePlan plan)
    {
        var isHead = HttpMethods.IsHead(context.Request.Method);
        var ahead = ReadOnlyMemory<byte>.Empty;
        if (!isHead && plan.FirstStored is { } first)
        {
            // The first bytes come before the status: an outage can still be answered as one.
            var outcome = await contents.ReadAsync(file, first.Offset, first.Length, context.RequestAborted);
            if (!outcome.IsSuccess(out var chunk, out var refusal))
            {
                await ErrorResult.From(refusal).ExecuteAsync(context);
                return;
            }

            ahead = chunk.Bytes;
        }

        head.Write(context.Response, plan.Length, range, file.Length);
        if (isHead)
            return;
        var isWhole = false;
        try
        {
            isWhole = await WriteBodyAsync(context, file, plan, ahead);
        }
        finally
        {
            // The length is promised already: only a broken connection tells that bytes are missing.
            if (!isWhole)
                context.Abort();
        }
    }

    private async Task<bool> WriteBodyAsync(HttpContext context, SharedFile file, FilePlan plan, ReadOnlyMemory<byte> ahead)
    {
        foreach (var part in plan.Parts)
        {
            if (!part.Markup.IsEmpty)
            {
                await context.Response.Body.WriteAsync(part.Markup, context.RequestAborted);
                continue;
            }

            if (!await WriteStoredAsync(context, file, part, ahead))
                return false;
            ahead = default;
        }

        return true;
    }

    private async Task<bool> WriteStoredAsync(HttpContext context, SharedFile file, FilePart part, ReadOnlyMemory<byte> ahead)
    {
        for (var sent = 0L; sent < part.Length;)
        {
            if (ahead.IsEmpty)
            {
                var outcome = await contents.ReadAsync(file, part.Offset + sent, part.Length - sent, context.RequestAborted);
                if (!outcome.IsSuccess(out var chunk, out var refusal))
                {
                    LogCutOff(refusal.Code);
                    return false;
                }

                ahead = chunk.Bytes;
            }

            await context.Response.Body.WriteAsync(ahead, context.RequestAborted);
            sent += ahead.Length;
            ahead = default;
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A shared file was cut off while it was sent: {Code}")]
    private partial void LogCutOff(ErrorCode code);
}
