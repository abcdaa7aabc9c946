using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Spikes.Gateway.Tests.Shares;

/// <summary>Reads answers, and sends requests that no well-behaved client would.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.Clone();
    }

    public static Task<byte[]> BytesAsync(this HttpResponseMessage response) =>
        response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

    public static async Task<string> TextAsync(this HttpResponseMessage response) =>
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>A header as it was sent: the client's parsed form reorders the directives of some.</summary>
    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values)
        || response.Content.Headers.NonValidated.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <summary>Status, code and the failing fields: <c>400 VALIDATION_ERROR body</c>.</summary>
    public static async Task<string> SummaryAsync(this HttpResponseMessage response)
    {
        var json = await response.JsonAsync();
        var fields = json.TryGetProperty("details", out var details)
            ? details.EnumerateArray().Select(detail => " " + detail.GetProperty("field").GetString())
            : [];
        var code = json.TryGetProperty("code", out var value) ? " " + value.GetString() : "";
        return $"{(int)response.StatusCode}{code}{string.Concat(fields)}";
    }

    /// <summary>Sends bytes as they are and returns all that comes back until the server closes.</summary>
    public static async Task<string> ExchangeAsync(this ShareHost host, byte[] request)
    {
        using var client = new TcpClient("127.0.0.1", host.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(request, TestContext.Current.CancellationToken);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public static Task<string> GetRawAsync(this ShareHost host, string target) =>
        host.ExchangeAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"));
}
