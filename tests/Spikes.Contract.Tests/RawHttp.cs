using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Spikes.Contract.Tests;

/// <summary>Sends bytes as they are: paths that a client library would tidy up, requests that it would not send.</summary>
public static partial class RawHttp
{
    private const string HeadEnd = "\r\n\r\n";

    [GeneratedRegex(@"^Content-Length: (\d+)", RegexOptions.Multiline)]
    private static partial Regex ContentLength { get; }

    /// <summary>Sends a GET of an untouched target and gives status and body.</summary>
    public static Task<(int Status, string Head, string Body)> GetAsync(Uri server, string target, string headers = "") =>
        SendAsync(server, $"GET {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n{headers}\r\n");

    /// <summary>Sends a request as it is.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="request">All of it.</param>
    /// <param name="from">Address of this machine that the server is to see; null for the usual one.</param>
    public static async Task<(int Status, string Head, string Body)> SendAsync(Uri server, string request, IPAddress? from = null)
    {
        using var client = from is null ? new TcpClient() : new TcpClient(new IPEndPoint(from, 0));
        await client.ConnectAsync(server.Host, server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        var answer = await ReadAsync(stream);
        var end = answer.IndexOf(HeadEnd, StringComparison.Ordinal);
        var head = end < 0 ? answer : answer[..end];
        var status = head.Length > 12 ? int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
        return (status, head, end < 0 ? "" : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(answer[(end + 4)..])));
    }

    // To the end of the body if its length is known, because a server may keep the connection open behind it.
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var answer = "";
        var buffer = new byte[8192];
        while (!IsWhole(answer) && await stream.ReadAsync(buffer, deadline.Token) is var read and > 0)
            answer += Encoding.Latin1.GetString(buffer, 0, read);
        return answer;
    }

    private static bool IsWhole(string answer)
    {
        var end = answer.IndexOf(HeadEnd, StringComparison.Ordinal);
        return end >= 0 && ContentLength.Match(answer, 0, end) is { Success: true } length
            && answer.Length - end - HeadEnd.Length >= int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
