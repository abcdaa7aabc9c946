using System.Net.Sockets;
using System.Text;

namespace Spikes.Contract.Tests;

/// <summary>Sends bytes as they are: paths that a client library would tidy up, requests that it would not send.</summary>
public static class RawHttp
{
    private const int MaxAnswerBytes = 1 << 20;

    /// <summary>Sends a GET of an untouched target and gives status and body.</summary>
    public static Task<(int Status, string Head, string Body)> GetAsync(Uri server, string target, string headers = "") =>
        SendAsync(server, $"GET {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n{headers}\r\n");

    public static async Task<(int Status, string Head, string Body)> SendAsync(Uri server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        var answer = await ReadToEndAsync(stream);
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = end < 0 ? answer : answer[..end];
        var status = head.Length > 12 ? int.Parse(head.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;
        return (status, head, end < 0 ? "" : answer[(end + 4)..]);
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var bytes = new MemoryStream();
        var buffer = new byte[8192];
        while (bytes.Length < MaxAnswerBytes && await stream.ReadAsync(buffer, deadline.Token) is var read and > 0)
            bytes.Write(buffer, 0, read);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
