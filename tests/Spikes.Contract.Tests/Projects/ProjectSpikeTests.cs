using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Projects;

public sealed class ProjectSpikeTests(SpikesServer server)
{
    [Fact]
    public async Task Submit_ToAProject_IsTheOwnersEverywhere()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var key = await app.NewProjectAsync(token);
        var body = SpikesApp.Spike(key);
        body["reviewer"] = new JsonObject { ["email"] = "ann@example.com" };
        var id = Text((await app.PostAsync("/spikes", body)).Is(201), "id");

        foreach (var path in new[] { "/spikes", "/spikes?project=" + key, $"/me/projects/{key}/spikes" })
        {
            var row = Assert.Single((await app.GetAsync(path, token)).Is(200)["data"]!.AsArray())!;
            Assert.Equal((id, key), (Text(row, "id"), Text(row, "projectKey")));
            Assert.Equal("ann@example.com", Text(row["reviewer"]!, "email"));
        }

        Assert.Equal(id, Text((await app.GetAsync("/spikes/" + id[..8], token)).Is(200), "id"));
        var seen = Assert.Single((await app.GetAsync("/spikes?project=" + key)).Is(200)["data"]!.AsArray())!;
        Assert.False(seen["reviewer"]!.AsObject().ContainsKey("email"));
        var project = Assert.Single((await app.GetAsync("/me/projects", token)).Is(200)["data"]!.AsArray())!;
        Assert.Equal((1, Text(seen, "timestamp")), (project["spike_count"]!.GetValue<int>(), Text(project, "last_activity")));
        Assert.Equal(0, (await app.GetAsync("/usage", token)).Is(200)["spikes"]!.GetValue<int>());
        Assert.True((await app.SendAsync(HttpMethod.Patch, "/spikes/" + id, token, Resolved(true))).Is(200)["resolved"]!.GetValue<bool>());
        (await app.SendAsync(HttpMethod.Delete, "/spikes/" + id, token)).Is(200);
        Assert.Equal(0, (await app.GetAsync("/me/projects", token)).Is(200)["data"]![0]!["spike_count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Submit_ToAProjectOfAFreeOwner_HasNoLimit()
    {
        using var app = server.NewApp(unlimited: true);
        var token = await app.SignUpAsync();
        var key = await app.NewProjectAsync(token);
        await Task.WhenAll(Enumerable.Range(0, 105).Select(async _ => (await app.SubmitAsync(key)).Is(201)));

        Assert.Equal(105, (await app.GetAsync("/me/projects", token)).Is(200)["data"]![0]!["spike_count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Submit_ClientIdAgain_IsAReplay()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var body = SpikesApp.Spike(await app.NewProjectAsync(token));
        body["id"] = "client-" + Guid.NewGuid().ToString("N");
        var first = (await app.PostAsync("/spikes", body)).Is(201);

        Assert.Equal(first.ToJsonString(), (await app.PostAsync("/spikes", body)).Is(200).ToJsonString());
    }

    [Fact]
    public async Task List_Pages_HoldEverySpikeOnceNewestFirst()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var key = await app.NewProjectAsync(token);
        for (var i = 0; i < 7; i++)
            (await app.SubmitAsync(key)).Is(201);

        var all = (await app.GetAsync("/spikes?project=" + key, token)).Is(200)["data"]!.AsArray().Select(row => Text(row!, "id"));
        var seen = new List<string>();
        for (var page = 1; page <= 4; page++)
        {
            var part = (await app.GetAsync($"/me/projects/{key}/spikes?per_page=3&page={page}", token)).Is(200);
            Assert.Equal($$"""{"page":{{page}},"per_page":3,"total":7,"total_pages":3}""", part["pagination"]!.ToJsonString());
            seen.AddRange(part["data"]!.AsArray().Select(row => Text(row!, "id")));
        }

        Assert.Equal(all, seen);
        var head = await app.SendAsync(HttpMethod.Head, $"/me/projects/{key}/spikes?page=2", token);
        Assert.Equal((200, ""), (head.Status, head.Body));
    }

    [Fact]
    public async Task List_Filters_CombineAndCount()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var key = await app.NewProjectAsync(token);
        foreach (var (page, rating, resolved) in new[] { ("A", "love", true), ("A", "love", false), ("A", "no", false), ("a", "love", false) })
        {
            var body = SpikesApp.Spike(key);
            (body["page"], body["rating"], body["resolved"]) = (page, rating, resolved);
            (await app.PostAsync("/spikes", body, token)).Is(201);
        }

        foreach (var (query, count) in new[]
        {
            ("filter_page=A", 3), ("filter_rating=love", 3), ("filter_page=A&filter_rating=love", 2), ("filter_resolved=true", 1),
            ("filter_page=A&filter_rating=love&filter_resolved=false", 1), ("filter_page=B", 0), ("filter_page=&filter_rating=&filter_resolved=", 4),
        })
        {
            var answer = (await app.GetAsync($"/me/projects/{key}/spikes?{query}", token)).Is(200);
            Assert.Equal(count, answer["data"]!.AsArray().Count);
            Assert.Equal(count, answer["pagination"]!["total"]!.GetValue<int>());
        }

        var second = (await app.GetAsync($"/me/projects/{key}/spikes?filter_rating=love&per_page=2&page=2", token)).Is(200);
        Assert.Equal("A", Text(Assert.Single(second["data"]!.AsArray())!, "page"));
        Assert.Equal("""{"page":2,"per_page":2,"total":3,"total_pages":2}""", second["pagination"]!.ToJsonString());
        Assert.Equal(
            ["filter_rating", "filter_resolved"],
            (await app.GetAsync($"/me/projects/{key}/spikes?filter_rating=LOVE&filter_resolved=1", token)).InvalidFields());
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a/b", "a%2fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("ü ?#&=+", "%C3%BC%20%3F%23%26%3D%2B")]
    [InlineData("a+b", "a+b")]
    public async Task Path_Key_IsDecodedOnce(string start, string encoded)
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var suffix = "-" + Guid.NewGuid().ToString("N");
        (await app.RegisterAsync(token, start + suffix)).Is(201);
        var id = Text((await app.SubmitAsync(start + suffix)).Is(201), "id");

        var path = $"/me/projects/{encoded}{suffix}/spikes";
        Assert.Equal(id, Text((await app.GetAsync(path, token)).Is(200)["data"]![0]!, "id"));
        Assert.Equal(id, Text((await app.SendAsync(HttpMethod.Patch, path + "/" + id[..8], token, Resolved(true))).Is(200), "id"));
    }

    [Fact]
    public async Task Any_ForeignOrUnknownProject_IsNotFound()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var stranger = await app.SignUpAsync();
        var key = await app.NewProjectAsync(token);
        var id = Text((await app.SubmitAsync(key)).Is(201), "id");
        var (share, slug) = await app.NewShareAsync(stranger);

        foreach (var name in new[] { key, key.ToUpperInvariant(), "unknown-" + Guid.NewGuid(), share, slug, "%FF" })
        {
            (await app.GetAsync($"/me/projects/{name}/spikes", stranger)).Refuses(404, "PROJECT_NOT_FOUND");
            var path = $"/me/projects/{name}/spikes/{id}";
            (await app.SendAsync(HttpMethod.Patch, path, stranger, Resolved(true))).Refuses(404, "PROJECT_NOT_FOUND");
        }

        Assert.False((await app.GetAsync("/spikes/" + id, token)).Is(200)["resolved"]!.GetValue<bool>());
        Assert.Empty((await app.GetAsync("/spikes", stranger)).Is(200)["data"]!.AsArray());
        (await app.GetAsync("/spikes/" + id, stranger)).Refuses(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Resolve_InTheProject_LooksInThatProjectOnly()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var (key, other) = (await app.NewProjectAsync(token), await app.NewProjectAsync(token));
        var stem = "amb-" + Guid.NewGuid().ToString("N")[..12];
        foreach (var (project, id) in new[] { (key, stem + "-1"), (other, stem + "-2"), (other, stem + "-3") })
        {
            var body = SpikesApp.Spike(project);
            body["id"] = id;
            (await app.PostAsync("/spikes", body, token)).Is(201);
        }

        var answer = (await PatchAsync(key, stem)).Is(200);
        Assert.Equal(["ok", "id", "resolved", "resolved_at", "resolvedAt"], answer.AsObject().Select(member => member.Key));
        Assert.Equal(stem + "-1", Text(answer, "id"));
        (await PatchAsync(other, stem)).Refuses(409, "AMBIGUOUS_ID");
        Assert.Equal(stem + "-3", Text((await PatchAsync(other, stem + "-3")).Is(200), "id"));
        foreach (var id in new[] { stem + "-2", stem[..3], "unknown" })
            Assert.Equal("Spike not found", Text((await PatchAsync(key, id)).Refuses(404, "NOT_FOUND"), "error"));
        (await PatchAsync(key, stem, "{")).Refuses(400, "INVALID_JSON");
        Assert.Equal(["resolved"], (await PatchAsync("unknown", stem, "{}")).InvalidFields());
        Assert.False((await PatchAsync(key, stem, """{"resolved":false}""")).Is(200)["resolved"]!.GetValue<bool>());

        Task<Answer> PatchAsync(string project, string id, string body = """{"resolved":true}""") =>
            app.SendAsync(HttpMethod.Patch, $"/me/projects/{project}/spikes/{id}", token, SpikesApp.Json(body));
    }

    private static StringContent Resolved(bool resolved) => SpikesApp.Json(resolved ? """{"resolved":true}""" : """{"resolved":false}""");

    private static string Text(JsonNode json, string member) => json[member]!.GetValue<string>();
}
