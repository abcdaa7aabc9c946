using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Http;

/// <summary>Reads the JSON object of a request: bounded, whatever its <c>Content-Type</c>; an empty body counts as <c>{}</c>.</summary>
internal static class JsonBody
{
    /// <summary>The most bytes of a JSON body.</summary>
    public const int MaxBytes = 65536;

    /// <summary>The refusals of step JSON (contract section 0.4).</summary>
    public static readonly ErrorCode[] Refusals = [ErrorCode.SizeLimit, ErrorCode.InvalidJson, ErrorCode.ValidationError];

    private static readonly ErrorResult NoObject = new(ErrorCode.InvalidJson, "The body is not a JSON object");

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>The object, or the answer that refuses it.</summary>
    public static async ValueTask<(JsonElement Json, ErrorResult? Error)> ReadAsync(HttpContext context)
    {
        var (body, error) = await ReadBytesAsync(context, MaxBytes);
        return error is null ? Parse(body) : (default, error);
    }

    /// <summary>The body as it was sent, or the answer that refuses it for its size.</summary>
    public static async ValueTask<(byte[] Body, ErrorResult? Error)> ReadBytesAsync(HttpContext context, int maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
            return ([], ErrorResult.TooLarge(maxBytes));
        var body = await ReadBytesAsync(context.Request.BodyReader, maxBytes, context.RequestAborted);
        return body is null ? ([], ErrorResult.TooLarge(maxBytes)) : (body, null);
    }

    /// <summary>Reads bytes as one JSON object, or null; the bytes are changed.</summary>
    public static JsonElement? ParseObject(Memory<byte> body)
    {
        var text = JsonText.WithoutMark(body);
        // The JSON reader checks no encoding: a string that is no UTF-8 would throw when it is taken out.
        if (!Utf8.IsValid(text.Span))
            return null;
        JsonText.Repair(text.Span);
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (JsonElement Json, ErrorResult? Error) Parse(byte[] body)
    {
        var isEmpty = JsonText.WithoutMark(body).IsEmpty;
        return ParseObject(isEmpty ? "{}"u8.ToArray() : body) is { } json ? (json, null) : (default, NoObject);
    }

    private static async ValueTask<byte[]?> ReadBytesAsync(PipeReader reader, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
