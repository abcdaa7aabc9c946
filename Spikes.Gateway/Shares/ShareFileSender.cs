using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>Sends one file of a share: validators, ranges and the bytes, as fast as the client takes them.</summary>
internal sealed partial class ShareFileSender(ShareContents contents, ILogger<ShareFileSender> logger)
{
    /// <summary>Less is written in one piece, whatever it is put together from; a large file as the client takes it.</summary>
    private const int MaxUnsentBytes = 64 * 1024;

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
            await SendAsync(context, file, head, range, range is null ? markup.Plan : FilePlan.Of(file.Length, range, []));
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
        var body = context.Response.BodyWriter;
        var unsent = 0;
        foreach (var part in plan.Parts)
        {
            for (var done = 0L; done < part.Length;)
            {
                var bytes = part.Markup;
                if (bytes.IsEmpty)
                {
                    bytes = ahead.IsEmpty ? await ReadAsync(context, file, part.Offset + done, part.Length - done) : ahead;
                    ahead = default;
                    if (bytes.IsEmpty)
                        return false;
                }

                body.Write(bytes.Span);
                done += bytes.Length;
                unsent += bytes.Length;
                if (unsent < MaxUnsentBytes)
                    continue;
                await body.FlushAsync(context.RequestAborted);
                unsent = 0;
            }
        }

        await body.FlushAsync(context.RequestAborted);
        return true;
    }

    /// <summary>Stored bytes, or none when they cannot be had.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, SharedFile file, long offset, long count)
    {
        var outcome = await contents.ReadAsync(file, offset, count, context.RequestAborted);
        if (outcome.IsSuccess(out var chunk, out var refusal))
            return chunk.Bytes;
        LogCutOff(refusal.Code);
        return default;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A shared file was cut off while it was sent: {Code}")]
    private partial void LogCutOff(ErrorCode code);
}
