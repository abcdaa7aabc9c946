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
    /// <summary>How much one grain call brings: its buffers stay off the large object heap.</summary>
    public const int StretchBytes = 48 * 1024;

    private const int MaxStretchRows = 1000;

    /// <summary>No closing text is longer: a cursor has at most 200 characters, the numbers of a page fewer.</summary>
    private const int MaxCloseBytes = 256;

    private static readonly ReadOnlyMemory<byte> Comma = ","u8.ToArray();

    private readonly ISpikeReaderGrain _reader = grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key);

    /// <summary>Why the list cannot be read now, or null: asked before something is done that only a whole list makes good.</summary>
    public async ValueTask<Refusal?> WhyNotAsync(CancellationToken cancellationToken)
    {
        var first = await ReadAsync(query.After, 1, StretchBytes, cancellationToken);
        return first.IsSuccess(out _, out var refusal) ? null : refusal;
    }

    /// <summary>True once the list was written to its end.</summary>
    public bool IsWhole { get; private set; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var rowsLeft = envelope.MaxRows ?? query.MaxRows;
        var first = await ReadAsync(query.After, rowsLeft, StretchBytes, httpContext.RequestAborted);
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
        await body.WriteAsync(page.Json, cancelled);
        var bytesLeft = envelope.MaxBytes - envelope.OpenBytes.Length - MaxCloseBytes - page.Json.Length;
        rowsLeft -= page.Count;
        var hasRows = page.Count > 0;
        while (page.Next is not null && rowsLeft > 0)
        {
            var outcome = await ReadAsync(page.Next, rowsLeft, bytesLeft, cancelled);
            if (!outcome.IsSuccess(out var stretch, out _))
            {
                context.Abort();
                return;
            }

            if (stretch.Json.Length >= bytesLeft)
                break;
            // A stretch may be empty: its rows were deleted, or none passed the filters among those it looked at.
            if (hasRows && stretch.Count > 0)
                await body.WriteAsync(Comma, cancelled);
            hasRows |= stretch.Count > 0;
            await body.WriteAsync(stretch.Json, cancelled);
            bytesLeft -= stretch.Json.Length + 1;
            rowsLeft -= stretch.Count;
            page = stretch;
        }

        var next = envelope.TellsNext ? await NextAsync(page, cancelled) : null;
        await body.WriteAsync(envelope.CloseBytes(next), cancelled);
        IsWhole = true;
    }

    // Null exactly when nothing follows: where the reader does not know it, one row more is looked for.
    private async ValueTask<SpikeCursor?> NextAsync(SpikePage page, CancellationToken cancellationToken)
    {
        var here = page.Next;
        while (page is { Next: not null, HasMore: false })
        {
            here = page.Next;
            var outcome = await ReadAsync(here, 1, StretchBytes, cancellationToken);
            if (!outcome.IsSuccess(out var beyond, out _) || beyond.Count > 0)
                return here;
            page = beyond;
        }

        return page.Next is null ? null : here;
    }

    private ValueTask<Outcome<SpikePage>> ReadAsync(SpikeCursor? after, int rowsLeft, long bytesLeft, CancellationToken cancellationToken)
    {
        var stretch = query with
        {
            After = after,
            MaxRows = Math.Min(rowsLeft, MaxStretchRows),
            MaxBytes = (int)Math.Clamp(bytesLeft - 1, 1, StretchBytes),
        };
        return _reader.ReadPageAsync(stretch, cancellationToken);
    }
}
