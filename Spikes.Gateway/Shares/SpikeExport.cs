using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Json;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Shares;

/// <summary>Answers a JSON object that ends with the array <c>exported_spikes</c>: the spikes of a share, streamed page by page.</summary>
internal sealed class SpikeExport(ISpikeReaderGrain spikes, AccountId owner, string shareId) : IResult
{
    private const int RowsPerCall = 1000;
    private const int BytesPerCall = 128 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = PlainJsonEncoder.Instance };

    /// <summary>The object up to the first row.</summary>
    public ReadOnlyMemory<byte> Opening { get; init; } = "{\"ok\":true,\"exported_spikes\":["u8.ToArray();

    /// <summary>The most bytes of the whole body; over it the oldest spikes are left out, and the body says so.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    private static ReadOnlyMemory<byte> Closing { get; } = "]}"u8.ToArray();

    private static ReadOnlyMemory<byte> TruncatedClosing { get; } = "],\"exported_truncated\":true}"u8.ToArray();

    private static ReadOnlyMemory<byte> Comma { get; } = ","u8.ToArray();

    /// <summary>The opening of a body that begins with the members of a share.</summary>
    public static ReadOnlyMemory<byte> After(ShareRow share)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, Options))
            JsonSerializer.Serialize(writer, share, ShareJson.Default.ShareRow);
        json.Position = json.Length - 1;
        json.Write(",\"exported_spikes\":["u8);
        return json.ToArray();
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var left = MaxBytes - Opening.Length - TruncatedClosing.Length;
        var first = await ReadAsync(null, left, httpContext.RequestAborted);
        if (!first.IsSuccess(out var page, out var refusal))
        {
            await ErrorResult.From(refusal).ExecuteAsync(httpContext);
            return;
        }

        httpContext.Response.ContentType = "application/json";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        var isWhole = false;
        try
        {
            isWhole = await WriteAsync(httpContext.Response.Body, page, left, httpContext.RequestAborted);
        }
        finally
        {
            // A body that ends early must not look like a short list.
            if (!isWhole)
                httpContext.Abort();
        }
    }

    private async Task<bool> WriteAsync(Stream output, SpikePage page, long left, CancellationToken cancellationToken)
    {
        await output.WriteAsync(Opening, cancellationToken);
        var comma = ReadOnlyMemory<byte>.Empty;
        while (page.Json.Length + comma.Length <= left)
        {
            await output.WriteAsync(comma, cancellationToken);
            await output.WriteAsync(page.Json, cancellationToken);
            left -= page.Json.Length + comma.Length;
            comma = page.Count > 0 ? Comma : comma;
            if (page.Next is null)
            {
                await output.WriteAsync(Closing, cancellationToken);
                return true;
            }

            var next = await ReadAsync(page.Next, left - comma.Length, cancellationToken);
            if (!next.IsSuccess(out var following, out _))
                return false;
            page = following;
        }

        await output.WriteAsync(TruncatedClosing, cancellationToken);
        return true;
    }

    private ValueTask<Outcome<SpikePage>> ReadAsync(SpikeCursor? after, long maxBytes, CancellationToken cancellationToken) =>
        spikes.ReadPageAsync(
            new SpikeQuery(
                Caller.For(owner),
                StoreKey.Share(shareId),
                SpikeFilter.None,
                after,
                RowsPerCall,
                (int)Math.Clamp(maxBytes, 1, BytesPerCall)) { IsExport = true },
            cancellationToken);
}
