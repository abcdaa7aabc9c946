using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Projects;

public sealed class TakeOverTests(SpikesServer server)
{
    [Fact]
    public async Task Register_KeyWithSpikes_ShowsThemToTheOwnerWithoutAddresses()
    {
        using var app = server.NewApp();
        var (token, author) = (await app.SignUpAsync(), await app.SignUpAsync());
        var key = "taken-" + Guid.NewGuid();
        var anonymous = await SubmitAsync(app, key, null);
        var authors = await SubmitAsync(app, key, author);
        (await app.RegisterAsync(token, key)).Is(201);
        var later = await SubmitAsync(app, key, null);

        foreach (var path in new[] { "/spikes", "/spikes?project=" + key, $"/me/projects/{key}/spikes", $"/me/projects/{key}/spikes?filter_page=Home" })
        {
            var rows = (await app.GetAsync(path, token)).Is(200)["data"]!.AsArray();
            Assert.Equal(3, rows.Count);
            Assert.All(rows, row => Assert.Equal(Text(row!, "id") == later, IsSigned(row!)));
        }

        foreach (var id in new[] { anonymous, authors, later })
            Assert.Equal(id == later, IsSigned((await app.GetAsync("/spikes/" + id, token)).Is(200)));
        Assert.True(IsSigned((await app.GetAsync("/spikes/" + authors, author)).Is(200)));
        Assert.True(IsSigned(Assert.Single((await app.GetAsync("/spikes", author)).Is(200)["data"]!.AsArray())!));
        Assert.True(IsSigned((await app.GetAsync("/spikes/" + anonymous, app.AdminToken)).Is(200)));
        var project = Assert.Single((await app.GetAsync("/me/projects", token)).Is(200)["data"]!.AsArray())!;
        Assert.Equal(3, project["spike_count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Register_KeyWithClientIds_RepeatsAreStillReplays()
    {
        using var app = server.NewApp();
        var (token, author) = (await app.SignUpAsync(), await app.SignUpAsync());
        var key = "taken-" + Guid.NewGuid();
        var (one, two) = (WithId(key), WithId(key));
        var first = (await app.PostAsync("/spikes", one)).Is(201);
        var second = (await app.PostAsync("/spikes", two, author)).Is(201);
        (await app.RegisterAsync(token, key)).Is(201);

        Assert.Equal(first.ToJsonString(), (await app.PostAsync("/spikes", one)).Is(200).ToJsonString());
        Assert.Equal(second.ToJsonString(), (await app.PostAsync("/spikes", two, author)).Is(200).ToJsonString());
        Assert.Equal(2, (await app.GetAsync("/spikes?project=" + key)).Is(200)["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Register_WhileSpikesCome_EndsWithEveryOneInTheProject()
    {
        using var app = server.NewApp(unlimited: true);
        var token = await app.SignUpAsync();
        for (var round = 0; round < 5; round++)
        {
            var key = "busy-" + Guid.NewGuid();
            (await app.SubmitAsync(key)).Is(201);
            var posts = Enumerable.Range(0, 40).Select(_ => app.SubmitAsync(key)).ToList();
            (await app.RegisterAsync(token, key)).Is(201);
            var ids = (await Task.WhenAll(posts)).Select(answer => Text(answer.Is(201), "id")).ToHashSet();

            var project = (await app.GetAsync("/me/projects?per_page=1", token)).Is(200)["data"]![0]!;
            Assert.Equal((key, 41), (Text(project, "key"), project["spike_count"]!.GetValue<int>()));
            var rows = (await app.GetAsync($"/me/projects/{key}/spikes", token)).Is(200)["data"]!.AsArray();
            Assert.Superset(ids, rows.Select(row => Text(row!, "id")).ToHashSet());
        }
    }

    [Fact]
    public async Task Register_KeyOpenAtEveryDoor_HoldsForTheNextSpikeOfEach()
    {
        var doors = server.NewAppsOfEachDoor();
        var token = await doors[0].SignUpAsync();
        var key = "open-" + Guid.NewGuid();
        foreach (var door in doors)
            (await door.SubmitAsync(key)).Is(201);

        (await doors[0].RegisterAsync(token, key, "https://a.example")).Is(201);

        foreach (var door in doors)
        {
            (await door.SubmitFromAsync("https://b.example", key)).Refuses(403, "ORIGIN_NOT_ALLOWED");
            (await door.SubmitFromAsync("https://a.example", key)).Is(201);
        }

        var total = (await doors[^1].GetAsync($"/me/projects/{key}/spikes", token)).Is(200)["pagination"]!["total"]!.GetValue<int>();
        Assert.Equal(2 * doors.Length, total);
        foreach (var door in doors)
            door.Dispose();
    }

    private static JsonObject WithId(string key)
    {
        var body = SpikesApp.Spike(key);
        body["id"] = "client-" + Guid.NewGuid().ToString("N");
        return body;
    }

    private static async Task<string> SubmitAsync(SpikesApp app, string key, string? token)
    {
        var body = SpikesApp.Spike(key);
        body["reviewer"] = new JsonObject { ["email"] = "ann@example.com" };
        var answer = await app.SendAsync(
            HttpMethod.Post, "/spikes", token, SpikesApp.Json(body.ToJsonString()), headers => headers.TryAddWithoutValidation("User-Agent", "test/1"));
        return Text(answer.Is(201), "id");
    }

    private static bool IsSigned(JsonNode row)
    {
        Assert.True(row.AsObject().ContainsKey("userAgent"));
        Assert.Equal(row["userAgent"] is null, row["reviewer"]!["email"] is null);
        return row["userAgent"] is not null;
    }

    private static string Text(JsonNode json, string member) => json[member]!.GetValue<string>();
}
