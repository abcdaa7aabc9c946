using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Shares;

/// <summary>Who guesses a password, however fast, gets to five guesses a minute.</summary>
public sealed class GuessTests(SpikesServer server)
{
    private const int Guesses = 10_000;
    private const int Limit = 5;

    [Fact]
    public async Task Guess_TenThousandInParallel_ExactlyFiveReachThePassword()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (id, slug) = await owner.ShareAsync("right", ("index.html", "x"));
        var doors = server.NewAppsOfEachDoor();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 100 });

        var codes = await Task.WhenAll(Enumerable.Range(0, Guesses).Select(guess =>
        {
            var path = guess % 3 == 0 ? $"/spikes?project={(guess % 2 == 0 ? id : slug)}&pw=guess{guess}" : $"/s/{slug}/?pw=guess{guess}";
            return GuessAsync(http, new Uri(doors[guess / 3 % doors.Length].Address, path), doors[0].ClientAddress);
        }));

        var counts = codes.CountBy(code => code).ToDictionary(count => count.Key, count => count.Value);
        Assert.Equal(new Dictionary<string, int> { ["AUTH_FAILED"] = Limit, ["RATE_LIMIT"] = Guesses - Limit }, counts);
        foreach (var door in doors)
        {
            // Not even the right one.
            door.ClientAddress = doors[0].ClientAddress;
            (await door.GetAsync($"/s/{slug}?pw=right")).Refuses(429, "RATE_LIMIT");
            door.Dispose();
        }
    }

    private static async Task<string> GuessAsync(HttpClient http, Uri address, string from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        using var response = await http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!.GetValue<string>();
    }
}
