using Xunit;

namespace Spikes.Contract.Tests.Spikes;

public sealed class SingleSpikeTests(SpikesServer server)
{
    [Fact]
    public async Task Get_ByIdAndByPrefix_ShowsTheOwnerForm()
    {
        using var app = server.NewApp();
        var (token, id) = await OwnedSpikeAsync(app);
        foreach (var name in new[] { id, id[..8] })
        {
            var spike = (await app.GetAsync("/spikes/" + name, token)).Is(200);
            Assert.Equal(id, spike["id"]!.GetValue<string>());
            Assert.True(spike.AsObject().ContainsKey("userAgent"));
        }
    }

    [Fact]
    public async Task Get_AmbiguousPrefix_Is409AndExactMatchWins()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var stem = "amb-" + Guid.NewGuid().ToString("N")[..12];
        foreach (var id in new[] { stem, stem + "-1", stem + "-2" })
        {
            var body = SpikesApp.Spike("p-" + stem);
            body["id"] = id;
            (await app.PostAsync("/spikes", body, token)).Is(201);
        }

        (await app.GetAsync("/spikes/" + stem + "-", token)).Refuses(409, "AMBIGUOUS_ID");
        Assert.Equal(stem, (await app.GetAsync("/spikes/" + stem, token)).Is(200)["id"]!.GetValue<string>());
        (await app.GetAsync("/spikes/" + stem[..3], token)).Refuses(404, "NOT_FOUND");
        (await app.GetAsync("/spikes/" + stem.ToUpperInvariant(), token)).Refuses(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Any_ForeignSpike_IsNotFoundAndUnchanged(string method)
    {
        using var app = server.NewApp();
        var (token, id) = await OwnedSpikeAsync(app);
        var stranger = await app.SignUpAsync();
        var body = method == "PATCH" ? SpikesApp.Json("""{"resolved":true}""") : null;
        var answer = await app.SendAsync(new HttpMethod(method), "/spikes/" + id, stranger, body);
        Assert.Equal("Spike not found", answer.Refuses(404, "NOT_FOUND")["error"]!.GetValue<string>());
        Assert.False((await app.GetAsync("/spikes/" + id, token)).Is(200)["resolved"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Any_WithoutCredential_IsRefused(string method)
    {
        using var app = server.NewApp();
        (await app.SendAsync(new HttpMethod(method), "/spikes/abcd")).Refuses(401, "AUTH_REQUIRED");
        var answer = await app.SendAsync(new HttpMethod(method), "/spikes/abcd", "wrong");
        Assert.Equal("Invalid or revoked bearer token", answer.Refuses(401, "AUTH_FAILED")["error"]!.GetValue<string>());
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task Resolve_Twice_KeepsTheFirstTimeAndFalseClears()
    {
        using var app = server.NewApp();
        var (token, id) = await OwnedSpikeAsync(app);
        var first = (await ResolveAsync(app, token, id[..8], "true")).Is(200);
        Assert.Equal(id, first["id"]!.GetValue<string>());
        Assert.Equal(first["resolved_at"]!.GetValue<string>(), first["resolvedAt"]!.GetValue<string>());
        Assert.Equal(first["resolved_at"]!.GetValue<string>(), (await ResolveAsync(app, token, id, "true")).Is(200)["resolved_at"]!.GetValue<string>());
        var cleared = (await ResolveAsync(app, token, id, "false")).Is(200);
        Assert.True(cleared.AsObject().ContainsKey("resolved_at"));
        Assert.Null(cleared["resolved_at"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"resolved":"true"}""")]
    [InlineData("""{"resolved":null}""")]
    public async Task Resolve_NoBoolean_IsRefused(string body)
    {
        using var app = server.NewApp();
        var (token, id) = await OwnedSpikeAsync(app);
        var answer = await app.SendAsync(HttpMethod.Patch, "/spikes/" + id, token, SpikesApp.Json(body));
        Assert.Equal(["resolved"], answer.InvalidFields());
    }

    [Fact]
    public async Task Delete_Twice_IsNotFound()
    {
        using var app = server.NewApp();
        var (token, id) = await OwnedSpikeAsync(app);
        (await app.SendAsync(HttpMethod.Delete, "/spikes/" + id, token)).Is(200);
        (await app.SendAsync(HttpMethod.Delete, "/spikes/" + id, token)).Refuses(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Any_AdminToken_ReachesEverySpikeAndOnlySpikes()
    {
        using var app = server.NewApp();
        var (_, id) = await OwnedSpikeAsync(app);
        (await app.GetAsync("/spikes/" + id, app.AdminToken)).Is(200);
        (await app.GetAsync("/spikes/" + id + "?token=" + app.AdminToken)).Is(200);
        (await app.GetAsync("/shares", app.AdminToken)).Refuses(403, "AUTH_FORBIDDEN");
        (await app.GetAsync("/me?token=" + app.AdminToken)).Refuses(401, "AUTH_REQUIRED");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Submit_Resolved_IsKeptForTheOwnerOnly(bool isOwner, bool expected)
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var share = await app.NewShareAsync(token);
        var body = SpikesApp.Spike(share.Id);
        (body["resolved"], body["resolvedAt"]) = (true, "2026-01-01T00:00:00Z");
        (await app.PostAsync("/spikes", body, isOwner ? token : null)).Is(201);
        var row = (await app.GetAsync("/spikes?project=" + share.Id)).Is(200)["data"]![0]!;
        Assert.Equal(expected, row["resolved"]!.GetValue<bool>());
        Assert.Equal(expected ? "2026-01-01T00:00:00Z" : null, row["resolvedAt"]?.GetValue<string>());
    }

    private static Task<Answer> ResolveAsync(SpikesApp app, string token, string id, string value) =>
        app.SendAsync(HttpMethod.Patch, "/spikes/" + id, token, SpikesApp.Json($$"""{"resolved":{{value}}}"""));

    private static async Task<(string Token, string Id)> OwnedSpikeAsync(SpikesApp app)
    {
        var token = await app.SignUpAsync();
        var share = await app.NewShareAsync(token);
        return (token, (await app.SubmitAsync(share.Id)).Is(201)["id"]!.GetValue<string>());
    }
}
