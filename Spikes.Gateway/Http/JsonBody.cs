using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Http;

/// <summary>Reads the JSON object of a request: bounded, whatever its <c>Content-Type</c>; an empty body counts as <c>{}</c>.</summary>
internal static class JsonBody
{
    /// <summary>The most bytes of a JSON body.</summary>
    public const int MaxBytes = 65536;

    /// <summary>The refusals of step JSON (contract section 0.4).</summary>
    public static readonly ErrorCode[] Refusals = [ErrorCode.SizeLimit, ErrorCode.InvalidJson, ErrorCode.ValidationError];

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>The object, or the answer that refuses it.</summary>
    public static async ValueTask<(JsonElement Json, ErrorResult? Error)> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBytes)
            return (default, ErrorResult.TooLarge(MaxBytes));
        var body = await ReadBytesAsync(context.Request.BodyReader, context.RequestAborted);
        return body is null ? (default, ErrorResult.TooLarge(MaxBytes)) : Parse(body);
    }

    /// <summary>Reads bytes as one JSON object.</summary>
    public static (JsonElement Json, ErrorResult? Error) Parse(byte[] body)
    {
        var text = JsonText.WithoutMark(body);
        if (text.Span.Trim(" \t\r\n"u8).IsEmpty)
            text = "{}"u8.ToArray();
        JsonText.Repair(text.Span);
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return (document.RootElement.Clone(), null);
        }
        catch (JsonException)
        {
            // The answer below says all that a client can use.
        }

        return (default, new ErrorResult(ErrorCode.InvalidJson, "The body is not a JSON object"));
    }

    private static async ValueTask<byte[]?> ReadBytesAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > MaxBytes)
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
