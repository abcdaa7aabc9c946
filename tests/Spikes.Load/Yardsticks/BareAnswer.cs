using System.Text.Json;

namespace Spikes.Load.Yardsticks;

/// <summary>An answer of the program, written down so that a bare endpoint can give the same.</summary>
/// <param name="Headers">Without those that the server makes itself.</param>
internal sealed record BareAnswer(Dictionary<string, string> Headers, byte[] Body, bool HasServerHeader)
{
    private static readonly string[] OfTheServer = ["Date", "Server", "Content-Length", "Transfer-Encoding", "Connection"];

    public static async Task<BareAnswer> TakeAsync(Uri address)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(address);
        response.EnsureSuccessStatusCode();
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => !OfTheServer.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
        return new(headers, await response.Content.ReadAsByteArrayAsync(), response.Headers.Contains("Server"));
    }

    public static BareAnswer Load(string file) => JsonSerializer.Deserialize<BareAnswer>(File.ReadAllBytes(file))!;

    public void Save(string file) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(this));
}
