using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Spikes.Grains.Interfaces.Json;

namespace Spikes.Gateway.Http;

/// <summary>Answers a JSON value: <c>application/json</c>, UTF-8 unescaped, with its length.</summary>
internal static class JsonAnswer
{
    private static readonly JsonWriterOptions Options = new() { Encoder = PlainJsonEncoder.Instance };

    public static IResult Ok<T>(T value, JsonTypeInfo<T> type) => new Result<T>(StatusCodes.Status200OK, value, type);

    public static IResult Created<T>(T value, JsonTypeInfo<T> type) => new Result<T>(StatusCodes.Status201Created, value, type);

    public static IResult Accepted<T>(T value, JsonTypeInfo<T> type) => new Result<T>(StatusCodes.Status202Accepted, value, type);

    public static async Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            JsonSerializer.Serialize(writer, value, type);
        await WriteAsync(context, status, buffer.WrittenMemory);
    }

    public static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, context.RequestAborted);
    }

    private sealed class Result<T>(int status, T value, JsonTypeInfo<T> type) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, status, value, type);
    }
}
