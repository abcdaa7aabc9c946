using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikes.Chaos.Posting;

/// <summary>An answer, or that there was none.</summary>
/// <param name="Kind">The status, or one of the kinds of <see cref="Tally"/>.</param>
/// <param name="Body">Its text.</param>
internal sealed record Heard(string Kind, string Body)
{
    public JsonNode? Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Body);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>A member of the answer, or null.</summary>
    public string? Text(string member) => (Json as JsonObject)?[member]?.ToString();
}

/// <summary>Sends requests of one client and counts what comes back. It never throws for a fault of the other side.</summary>
internal sealed class Caller(HttpClient http, Tally tally, TimeSpan patience, TimeProvider clock, string clientAddress)
{
    public Task<Heard> PostAsync(Uri door, JsonObject spike, string? token) =>
        SendAsync(HttpMethod.Post, new Uri(door, "/spikes"), token, SpikesApp.Json(spike.ToJsonString()));

    public Task<Heard> GetAsync(Uri door, string path) => SendAsync(HttpMethod.Get, new Uri(door, path), null, null);

    public async Task<Heard> SendAsync(HttpMethod method, Uri address, string? token, HttpContent? body)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", clientAddress);
        var start = clock.GetTimestamp();
        var heard = await HearAsync(request);
        tally.Add(heard.Kind, clock.GetElapsedTime(start));
        return heard;
    }

    private async Task<Heard> HearAsync(HttpRequestMessage request)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            var text = await response.Content.ReadAsStringAsync(limit.Token);
            return new Heard(((int)response.StatusCode).ToString(CultureInfo.InvariantCulture), text);
        }
        catch (OperationCanceledException)
        {
            return new Heard(Tally.Timeout, "");
        }
        // A server that dies just after it took the connection: the client's own look at the socket fails then, and nothing wraps it.
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            return new Heard(Tally.NoConnection, fault.Message);
        }
    }
}
