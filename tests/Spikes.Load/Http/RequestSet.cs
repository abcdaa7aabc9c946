using System.Text;

namespace Spikes.Load.Http;

/// <summary>Ready bytes of requests that are sent in turn, and the only right answer.</summary>
/// <param name="Requests">At least one.</param>
/// <param name="Status">Any other status is an error.</param>
internal sealed record RequestSet(byte[][] Requests, int Status)
{
    public static RequestSet Gets(Uri server, IEnumerable<string> paths) =>
        new([.. paths.Select(path => Bytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nUser-Agent: spikes-load\r\n\r\n"))], 200);

    public static RequestSet Posts(Uri server, string path, IEnumerable<string> bodies) => new(
        [
            .. bodies.Select(body => Bytes(
                $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nUser-Agent: spikes-load\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}")),
        ],
        201);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
