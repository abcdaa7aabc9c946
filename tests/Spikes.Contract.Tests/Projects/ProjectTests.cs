using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Projects;

public sealed class ProjectTests(SpikesServer server)
{
    [Fact]
    public async Task Register_FreeKey_ShowsTheProjectTwice()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var key = "Key/ü %2F " + Guid.NewGuid();
        var body = new JsonObject { ["key"] = key, ["allowed_origins"] = new JsonArray("HTTPS://A.Example:443", "null", "https://a.example"), ["other"] = 1 };

        var answer = (await app.PostAsync("/projects", body, token)).Is(201);

        Assert.Equal(["ok", "project", "id", "key", "allowed_origins", "created_at"], answer.AsObject().Select(member => member.Key));
        Assert.True(answer["ok"]!.GetValue<bool>());
        Assert.Equal(key, Text(answer, "key"));
        Assert.Equal("""["https://a.example","null"]""", answer["allowed_origins"]!.ToJsonString());
        Assert.Equal(7, Guid.Parse(Text(answer, "id")).Version);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", Text(answer, "created_at"));
        var project = answer["project"]!.AsObject();
        Assert.Equal(["id", "key", "allowed_origins", "created_at"], project.Select(member => member.Key));
        Assert.All(project, member => Assert.Equal(answer[member.Key]!.ToJsonString(), member.Value!.ToJsonString()));

        var listed = Assert.Single((await app.GetAsync("/me/projects", token)).Is(200)["data"]!.AsArray())!.AsObject();
        Assert.Equal(["id", "key", "allowed_origins", "created_at", "spike_count", "last_activity"], listed.Select(member => member.Key));
        Assert.All(project, member => Assert.Equal(member.Value!.ToJsonString(), listed[member.Key]!.ToJsonString()));
        Assert.Equal(0, listed["spike_count"]!.GetValue<int>());
        Assert.Null(listed["last_activity"]);
    }

    [Fact]
    public async Task Register_KeyInTheFormOfAUuid_IsOneKeyInBothCases()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var lower = Guid.NewGuid().ToString();
        var upper = lower.ToUpperInvariant();
        var id = Text((await app.PostAsync("/spikes", SpikesApp.Spike(upper))).Is(201), "id");
        foreach (var key in new[] { lower, upper })
        {
            var early = Assert.Single((await app.GetAsync("/spikes?project=" + key)).Is(200)["data"]!.AsArray())!;
            Assert.Equal((id, upper), (Text(early, "id"), Text(early, "projectKey")));
        }

        Assert.Equal(lower, Text((await app.PostAsync("/projects", new JsonObject { ["key"] = upper }, token)).Is(201), "key"));

        (await app.PostAsync("/projects", new JsonObject { ["key"] = lower }, token)).Refuses(409, "PROJECT_EXISTS");
        (await app.PostAsync("/spikes", SpikesApp.Spike(lower))).Is(201);
        (await app.PostAsync("/spikes", SpikesApp.Spike(upper))).Is(201);
        foreach (var path in new[] { "/spikes?project=" + upper, "/spikes?project=" + lower, $"/me/projects/{upper}/spikes", $"/me/projects/{lower}/spikes" })
            Assert.Equal(3, (await app.GetAsync(path, token)).Is(200)["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Register_KeyWithNulOrLoneSurrogate_HasTheReplacementCharacter()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        foreach (var escape in new[] { "\\u0000", "\\ud800" })
        {
            var key = Guid.NewGuid().ToString("N");
            var body = SpikesApp.Json($$"""{"key":"{{key}}{{escape}}"}""");
            Assert.Equal(key + "\ufffd", Text((await app.SendAsync(HttpMethod.Post, "/projects", token, body)).Is(201), "key"));
        }
    }

    [Fact]
    public async Task Register_WithoutOrigins_HasNone()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();

        var answer = (await app.PostAsync("/projects", new JsonObject { ["key"] = "k-" + Guid.NewGuid() }, token)).Is(201);
        Assert.Equal("[]", answer["allowed_origins"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{}""", "key")]
    [InlineData("""{"key":""}""", "key")]
    [InlineData("""{"key":5}""", "key")]
    [InlineData("""{"key":"a\tb"}""", "key")]
    [InlineData("""{"key":"k","allowed_origins":"null"}""", "allowed_origins")]
    [InlineData("""{"key":"k","allowed_origins":["https://a.example/"]}""", "allowed_origins")]
    [InlineData("""{"key":"","allowed_origins":["*"]}""", "key,allowed_origins")]
    public async Task Register_WrongMember_IsNamed(string body, string fields)
    {
        using var app = server.NewApp();
        var answer = await app.SendAsync(HttpMethod.Post, "/projects", await app.SignUpAsync(), SpikesApp.Json(body));
        Assert.Equal(fields.Split(','), answer.InvalidFields());
    }

    [Fact]
    public async Task Register_KeyTooLongOrTooManyOrigins_IsNamed()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        Assert.Equal(["key"], (await app.RegisterAsync(token, new string('k', 201))).InvalidFields());
        string[] origins = [.. Enumerable.Range(1, 51).Select(number => "http://h" + number)];
        Assert.Equal(["allowed_origins"], (await app.RegisterAsync(token, "k-" + Guid.NewGuid(), origins)).InvalidFields());
        (await app.RegisterAsync(token, "k-" + Guid.NewGuid(), origins[1..])).Is(201);
        (await app.SendAsync(HttpMethod.Post, "/projects", token, SpikesApp.Json("[1"))).Refuses(400, "INVALID_JSON");
    }

    [Fact]
    public async Task Register_TakenOrReservedName_Exists()
    {
        using var app = server.NewApp(unlimited: true);
        var token = await app.SignUpAsync();
        var stranger = await app.SignUpAsync();
        var mine = await app.NewProjectAsync(token);
        var (shareId, slug) = await app.NewShareAsync(stranger);
        var (goneId, goneSlug) = await app.NewShareAsync(stranger);
        (await app.SendAsync(HttpMethod.Delete, "/shares/" + goneId, stranger)).Is(200);

        string[] taken = [mine, slug, shareId, shareId.ToUpperInvariant(), goneId, goneId.ToUpperInvariant(), "default", "local", "localhost"];
        foreach (var key in taken)
        {
            foreach (var each in new[] { token, stranger })
                (await app.RegisterAsync(each, key)).Refuses(409, "PROJECT_EXISTS");
        }

        (await app.RegisterAsync(token, goneSlug)).Is(201);
        Assert.Equal(2, (await app.GetAsync("/me/projects", token)).Is(200)["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Upload_WishIsARegisteredKey_GetsASuffix()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var key = await app.NewProjectAsync(token);
        var share = (await app.ShareAsync(token, $$"""{"slug":"{{key}}"}""", ("index.html", "x"))).Is(201);
        Assert.Matches("^" + key + "-[a-z0-9]{5}$", Text(share, "slug"));
    }

    [Fact]
    public async Task Register_OneKeyAtEveryDoorAtOnce_GivesItToOne()
    {
        using var app = server.NewApp(unlimited: true);
        string[] tokens = [await app.SignUpAsync(), await app.SignUpAsync(), await app.SignUpAsync(), await app.SignUpAsync()];
        for (var round = 0; round < 10; round++)
        {
            var key = "race-" + Guid.NewGuid();
            var answers = await Task.WhenAll(tokens.Select(token => app.RegisterAsync(token, key)));
            Assert.Single(answers, answer => answer.Status == 201);
            Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.Refuses(409, "PROJECT_EXISTS"));
        }
    }

    [Fact]
    public async Task Any_OtherCredentialOrNone_IsRefused()
    {
        using var app = server.NewApp();
        var key = Text((await app.PostAsync("/auth/api-key", new JsonObject(), await app.SignUpAsync())).Is(201), "api_key");
        foreach (var (method, path) in new[] { ("POST", "/projects"), ("GET", "/me/projects"), ("GET", "/me/projects/k/spikes"), ("PATCH", "/me/projects/k/spikes/abcd") })
        {
            Task<Answer> Send(string? token) => app.SendAsync(new HttpMethod(method), path, token, method == "GET" ? null : SpikesApp.Json("{"));
            (await Send(null)).Refuses(401, "AUTH_REQUIRED");
            (await Send("wrong")).Refuses(401, "AUTH_FAILED");
            (await Send(key)).Refuses(403, "AUTH_FORBIDDEN");
            (await Send(app.AdminToken)).Refuses(403, "AUTH_FORBIDDEN");
        }
    }

    [Fact]
    public async Task List_Pages_AreNewestFirst()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var keys = new List<string>();
        for (var i = 0; i < 5; i++)
            keys.Insert(0, await app.NewProjectAsync(token));
        await app.NewProjectAsync(await app.SignUpAsync());

        var all = (await app.GetAsync("/me/projects", token)).Is(200);
        var order = all["data"]!.AsArray().Select(project => Text(project!, "created_at") + Text(project!, "id")).ToList();
        Assert.Equal(order.OrderDescending(StringComparer.Ordinal), order);
        Assert.Equal("""{"page":1,"per_page":50,"total":5,"total_pages":1}""", all["pagination"]!.ToJsonString());
        var seen = new List<string>();
        for (var page = 1; page <= 4; page++)
        {
            var part = (await app.GetAsync($"/me/projects?per_page=2&page={page}", token)).Is(200);
            Assert.Equal($$"""{"page":{{page}},"per_page":2,"total":5,"total_pages":3}""", part["pagination"]!.ToJsonString());
            seen.AddRange(part["data"]!.AsArray().Select(project => Text(project!, "key")));
        }

        Assert.Equal(all["data"]!.AsArray().Select(project => Text(project!, "key")), seen);
        Assert.Equal(keys.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("per_page=0", "per_page")]
    [InlineData("page=-1&per_page=x", "page,per_page")]
    public async Task List_BadNumbers_AreNamed(string query, string fields)
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        foreach (var path in new[] { "/me/projects", "/me/projects/unknown/spikes" })
            Assert.Equal(fields.Split(','), (await app.GetAsync($"{path}?{query}", token)).InvalidFields());
    }

    [Fact]
    public async Task List_NoProjects_IsEmpty()
    {
        using var app = server.NewApp();
        var answer = await app.GetAsync("/me/projects?per_page=1000&page=7", await app.SignUpAsync());
        Assert.Equal("""{"data":[],"pagination":{"page":7,"per_page":100,"total":0,"total_pages":0}}""", answer.Body);
    }

    private static string Text(JsonNode json, string member) => json[member]!.GetValue<string>();
}
