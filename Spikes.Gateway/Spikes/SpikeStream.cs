using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>
/// Streams a list in stretches, so that no list stands in memory whole. A fault before the first byte is an answer; after it the
/// connection is cut, because a list that ends early must not look whole.
/// </summary>
internal sealed class SpikeStream(IGrainFactory grains, SpikeQuery query, SpikeEnvelope envelope) : IResult
{
    /// <summary>How much one grain call brings.</summary>
    public const int StretchBytes = 128 * 1024;

    /// <summary>No row is larger: every member at its limit, every character escaped or of three bytes.</summary>
    private const int MaxRowBytes = 320 * 1024;

    private const int MaxStretchRows = 1000;

    private readonly ISpikeReaderGrain _reader = grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var rowsLeft = envelope.MaxRows ?? query.MaxRows;
        var first = await ReadAsync(query.After, rowsLeft, httpContext.RequestAborted);
        if (!first.IsSuccess(out var page, out var refusal))
        {
            await ErrorResult.From(refusal).ExecuteAsync(httpContext);
            return;
        }

        httpContext.Response.ContentType = "application/json";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        await WriteAsync(httpContext, page, rowsLeft);
    }

    private async Task WriteAsync(HttpContext context, SpikePage page, int rowsLeft)
    {
        var body = context.Response.BodyWriter;
        var cancelled = context.RequestAborted;
        await body.WriteAsync(envelope.OpenBytes, cancelled);
        long written = 0;
        while (true)
        {
            await body.WriteAsync(page.Json, cancelled);
            written += page.Json.Length + 1;
            rowsLeft -= page.Count;
            if (page.Next is null || rowsLeft <= 0 || written + MaxRowBytes > envelope.MaxBytes)
                break;
            var outcome = await ReadAsync(page.Next, rowsLeft, cancelled);
            if (!outcome.IsSuccess(out var next, out _))
            {
                context.Abort();
                return;
            }

            // Rows may have been deleted since the last stretch: then nothing is left to separate.
            if (next.Count > 0)
                await body.WriteAsync(","u8.ToArray(), cancelled);
            page = next;
        }

        await body.WriteAsync(envelope.CloseBytes(page.Next), cancelled);
    }

    private ValueTask<Outcome<SpikePage>> ReadAsync(SpikeCursor? after, int rowsLeft, CancellationToken cancellationToken) =>
        _reader.ReadPageAsync(query with { After = after, MaxRows = Math.Min(rowsLeft, MaxStretchRows) }, cancellationToken);
}
