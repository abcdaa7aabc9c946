using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Users;

public sealed class ApiKeyTests(SpikesServer server)
{
    [Fact]
    public async Task Create_WithoutCredential_IsAKeyOfItsOwn()
    {
        using var app = server.NewApp();
        var created = (await app.PostAsync("/auth/api-key", new JsonObject())).Is(201);

        Assert.Equal(
            ["ok", "api_key", "key_id", "name", "scopes", "monthly_cap_cents", "expires_at", "created_at"], created.AsObject().Select(member => member.Key));
        var key = Text(created, "api_key");
        Assert.Matches("^sk_spikes_[0-9a-f]{64}$", key);
        Assert.Matches("^key_[0-9a-f]{16}$", Text(created, "key_id"));
        Assert.Equal("full", Text(created, "scopes"));
        Assert.Null(created["name"]);
        Assert.Equal(
            $$"""{"key_id":"{{Text(created, "key_id")}}","name":null,"scopes":"full","key_prefix":"{{key[10..18]}}","tier":"free"}""",
            (await app.GetAsync("/me", key)).Body);
        Assert.Equal(0, (await app.GetAsync("/usage", key)).Is(200)["shares"]!.GetValue<int>());
    }

    [Fact]
    public async Task Create_AllMembers_AreKeptAndShown()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var body = """{"name":"CI ü","scopes":"read","expires_at":"2999-01-01","monthly_cap_cents":250,"other":1}""";
        var created = (await app.PostAsync("/auth/api-key", JsonNode.Parse(body), token)).Is(201);

        Assert.Equal("2999-01-01T00:00:00.000Z", Text(created, "expires_at"));
        var listed = Assert.Single((await app.GetAsync("/auth/api-keys", token)).Is(200).AsArray())!;
        Assert.Equal(
            ["key_id", "key_prefix", "name", "scopes", "monthly_cap_cents", "revoked_at", "expires_at", "created_at", "last_used_at"],
            listed.AsObject().Select(member => member.Key));
        foreach (var member in new[] { "key_id", "name", "scopes", "monthly_cap_cents", "expires_at", "created_at" })
            Assert.Equal(created[member]!.ToJsonString(), listed[member]!.ToJsonString());
        Assert.Equal(Text(created, "api_key")[10..18], Text(listed, "key_prefix"));
        Assert.Null(listed["revoked_at"]);
        Assert.Null(listed["last_used_at"]);
    }

    [Theory]
    [InlineData("""{"name":5}""", "name")]
    [InlineData("""{"scopes":"admin"}""", "scopes")]
    [InlineData("""{"scopes":["read"]}""", "scopes")]
    [InlineData("""{"scopes":""}""", "scopes")]
    [InlineData("""{"expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("""{"expires_at":1}""", "expires_at")]
    [InlineData("""{"monthly_cap_cents":-1}""", "monthly_cap_cents")]
    [InlineData("""{"monthly_cap_cents":100000001}""", "monthly_cap_cents")]
    [InlineData("""{"monthly_cap_cents":1.5}""", "monthly_cap_cents")]
    [InlineData("""{"monthly_cap_cents":"5"}""", "monthly_cap_cents")]
    public async Task Create_WrongMember_IsNamed(string body, string field)
    {
        using var app = server.NewApp();
        Assert.Equal([field], (await app.PostAsync("/auth/api-key", JsonNode.Parse(body))).InvalidFields());
    }

    [Fact]
    public async Task Create_NameAndCapAtTheirLimits_AreKeptAndOverThemRefused()
    {
        using var app = server.NewApp();
        var most = new JsonObject { ["name"] = new string('n', 100), ["monthly_cap_cents"] = 100_000_000, ["scopes"] = null };
        (await app.PostAsync("/auth/api-key", most)).Is(201);
        Assert.Equal(["name"], (await app.PostAsync("/auth/api-key", new JsonObject { ["name"] = new string('n', 101) })).InvalidFields());
    }

    [Fact]
    public async Task Create_WithAWrongOrOtherCredential_IsRefused()
    {
        using var app = server.NewApp();
        var key = await NewKeyAsync(app);
        (await app.PostAsync("/auth/api-key", new JsonObject(), "wrong")).Refuses(401, "AUTH_FAILED");
        (await app.PostAsync("/auth/api-key", new JsonObject(), key.Secret)).Refuses(403, "AUTH_FORBIDDEN");
        (await app.PostAsync("/auth/api-key", new JsonObject(), app.AdminToken)).Refuses(403, "AUTH_FORBIDDEN");
    }

    [Fact]
    public async Task Create_TenPerHour_ThenRateLimit()
    {
        using var app = server.NewApp();
        for (var i = 0; i < 10; i++)
            (await app.PostAsync("/auth/api-key", new JsonObject())).Is(201);
        var refused = await app.PostAsync("/auth/api-key", new JsonObject());
        refused.Refuses(429, "RATE_LIMIT");
        Assert.InRange(refused.Json["retry_after"]!.GetValue<int>(), 1, 3600);
    }

    [Fact]
    public async Task Key_PastItsExpiry_IsAcceptedOnCreationAndUnusable()
    {
        using var app = server.NewApp();
        var key = await NewKeyAsync(app, body: """{"expires_at":"2020-01-01T00:00:00Z"}""");
        (await app.GetAsync("/me", key.Secret)).Refuses(401, "AUTH_FAILED");
    }

    [Fact]
    public async Task List_UserAndKeys_SeeTheirOwnOnly()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        Assert.Equal("[]", (await app.GetAsync("/auth/api-keys", token)).Body);
        var first = await NewKeyAsync(app, token);
        var second = await NewKeyAsync(app, token);
        var alone = await NewKeyAsync(app);

        var listed = (await app.GetAsync("/auth/api-keys", token)).Is(200).AsArray();
        var order = listed.Select(key => Text(key!, "created_at") + Text(key!, "key_id")).ToList();
        Assert.Equal(order.OrderDescending(StringComparer.Ordinal), order);
        Assert.Equal(new[] { first.Id, second.Id }.Order(), (await ListAsync(app, token)).Order());
        Assert.Equal([first.Id], await ListAsync(app, first.Secret));
        Assert.Equal([alone.Id], await ListAsync(app, alone.Secret));
        Assert.DoesNotContain(first.Secret[18..], (await app.GetAsync("/auth/api-keys", token)).Body, StringComparison.Ordinal);
        (await app.GetAsync("/auth/api-keys")).Refuses(401, "AUTH_REQUIRED");
    }

    [Fact]
    public async Task List_UsedKey_SaysWhenItWasUsed()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var key = await NewKeyAsync(app, token);
        (await app.GetAsync("/me", key.Secret)).Is(200);

        // It is written down beside the answer.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        JsonNode listed;
        do
        {
            deadline.Token.ThrowIfCancellationRequested();
            listed = (await app.GetAsync("/auth/api-keys", token)).Is(200)[0]!;
        }
        while (listed["last_used_at"] is null);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", Text(listed, "last_used_at"));
    }

    [Fact]
    public async Task SetCap_OwnKey_HoldsAndNullTakesItAway()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var key = await NewKeyAsync(app, token);
        Assert.Equal($$"""{"ok":true,"key_id":"{{key.Id}}","monthly_cap_cents":0}""", (await SetCapAsync(app, key.Id, "0", token)).Body);
        Assert.Equal(0, (await app.GetAsync("/auth/api-keys", token)).Is(200)[0]!["monthly_cap_cents"]!.GetValue<int>());
        Assert.Equal($$"""{"ok":true,"key_id":"{{key.Id}}","monthly_cap_cents":null}""", (await SetCapAsync(app, key.Id, "null", key.Secret)).Body);
        Assert.Equal(["monthly_cap_cents"], (await SetCapAsync(app, key.Id, "-1", token)).InvalidFields());
        Assert.Equal(
            ["monthly_cap_cents"],
            (await app.SendAsync(HttpMethod.Patch, "/auth/api-key/" + key.Id, token, SpikesApp.Json("{}"))).InvalidFields());
    }

    [Fact]
    public async Task Key_ForeignOrUnknown_IsNotFound()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var mine = await NewKeyAsync(app, token);
        var other = await NewKeyAsync(app, await app.SignUpAsync());
        var alone = await NewKeyAsync(app);
        foreach (var id in new[] { other.Id, alone.Id, "key_0123456789abcdef", "KEY_0123456789ABCDEF", "x", "key_%2e%2e" })
        {
            foreach (var credential in new[] { token, mine.Secret })
            {
                foreach (var answer in new[] { await SetCapAsync(app, id, "1", credential), await app.SendAsync(HttpMethod.Delete, "/auth/api-key/" + id, credential) })
                    Assert.Equal("Key not found", answer.Refuses(404, "NOT_FOUND")["error"]!.GetValue<string>());
            }
        }

        (await app.GetAsync("/me", other.Secret)).Is(200);
        (await app.GetAsync("/me", alone.Secret)).Is(200);
    }

    [Fact]
    public async Task Revoke_Key_HoldsAtEveryDoorAtOnce()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var key = await NewKeyAsync(app, token);
        var doors = server.NewAppsOfEachDoor();
        foreach (var door in doors)
            (await door.GetAsync("/me", key.Secret)).Is(200);

        var revoked = (await app.SendAsync(HttpMethod.Delete, "/auth/api-key/" + key.Id, token)).Is(200);

        foreach (var door in doors)
        {
            (await door.GetAsync("/me", key.Secret)).Refuses(401, "AUTH_FAILED");
            door.Dispose();
        }

        Assert.Equal(["ok", "key_id", "revoked_at"], revoked.AsObject().Select(member => member.Key));
        var again = (await app.SendAsync(HttpMethod.Delete, "/auth/api-key/" + key.Id, token)).Is(200);
        Assert.Equal(Text(revoked, "revoked_at"), Text(again, "revoked_at"));
        Assert.Equal(Text(revoked, "revoked_at"), Text((await app.GetAsync("/auth/api-keys", token)).Is(200)[0]!, "revoked_at"));
    }

    [Fact]
    public async Task Revoke_ByTheKeyItself_Works()
    {
        using var app = server.NewApp();
        var key = await NewKeyAsync(app);
        (await app.SendAsync(HttpMethod.Delete, "/auth/api-key/" + key.Id, key.Secret)).Is(200);
        (await app.SendAsync(HttpMethod.Delete, "/auth/api-key/" + key.Id, key.Secret)).Refuses(401, "AUTH_FAILED");
    }

    [Fact]
    public async Task StandaloneKey_SharesAndSpikes_AreItsOwnAndLimited()
    {
        using var app = server.NewApp(unlimited: true);
        var key = await NewKeyAsync(app);
        var stranger = await app.SignUpAsync();
        var (id, slug) = await app.NewShareAsync(key.Secret);
        (await app.SubmitAsync(id)).Is(201);

        Assert.Equal(slug, Assert.Single((await app.GetAsync("/shares", key.Secret)).Is(200).AsArray())!["slug"]!.GetValue<string>());
        Assert.Single((await app.GetAsync("/spikes", key.Secret)).Is(200)["data"]!.AsArray());
        (await app.GetAsync("/shares/" + id, stranger)).Refuses(404, "NOT_FOUND");
        for (var i = 0; i < 4; i++)
            await app.NewShareAsync(key.Secret);
        (await app.ShareAsync(key.Secret, "{}", ("index.html", "x"))).Refuses(429, "SHARE_LIMIT");
        (await app.SendAsync(HttpMethod.Delete, "/shares/" + id, key.Secret)).Is(200);
        await app.NewShareAsync(key.Secret);
    }

    [Fact]
    public async Task Link_StandaloneKey_MovesItsSharesAndSpikesToTheUser()
    {
        using var app = server.NewApp(unlimited: true);
        var key = await NewKeyAsync(app);
        var (shareId, _) = await app.NewShareAsync(key.Secret);
        (await app.SubmitAsync(shareId)).Is(201);
        (await app.SubmitAsync("linked-" + Guid.NewGuid(), key.Secret)).Is(201);
        var email = SpikesApp.NewEmail();
        var token = await app.SignUpAsync(email);

        Assert.Equal("""{"ok":true}""", (await LinkAsync(app, key.Id, token)).Body);
        (await LinkAsync(app, key.Id, token)).Is(200);

        (await app.GetAsync("/shares/" + shareId, token)).Is(200);
        (await app.GetAsync("/shares/" + shareId, key.Secret)).Is(200);
        Assert.Equal(2, (await app.GetAsync("/spikes", token)).Is(200)["data"]!.AsArray().Count);
        Assert.Equal(email, Text((await app.GetAsync("/me", key.Secret)).Is(200), "email"));
        Assert.Equal(1, (await app.GetAsync("/usage", token)).Is(200)["shares"]!.GetValue<int>());
        Assert.Equal([key.Id], await ListAsync(app, token));
        (await LinkAsync(app, key.Id, await app.SignUpAsync())).Refuses(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Link_UnknownRevokedOrNothing_IsRefused()
    {
        using var app = server.NewApp(unlimited: true);
        var token = await app.SignUpAsync();
        var key = await NewKeyAsync(app);
        (await app.SendAsync(HttpMethod.Delete, "/auth/api-key/" + key.Id, key.Secret)).Is(200);
        foreach (var id in new[] { key.Id, "key_0123456789abcdef", "x", new string('x', 1000) })
            (await LinkAsync(app, id, token)).Refuses(404, "NOT_FOUND");
        Assert.Equal(["key_id"], (await app.PostAsync("/auth/link-key", new JsonObject(), token)).InvalidFields());
        (await app.PostAsync("/auth/link-key", new JsonObject(), key.Secret)).Refuses(401, "AUTH_FAILED");
        (await app.PostAsync("/auth/link-key", new JsonObject())).Refuses(401, "AUTH_REQUIRED");
    }

    [Fact]
    public async Task Link_TenPerMinute_ThenRateLimit()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        for (var i = 0; i < 10; i++)
            (await LinkAsync(app, "x", token)).Refuses(404, "NOT_FOUND");
        (await LinkAsync(app, "x", token)).Refuses(429, "RATE_LIMIT");
    }

    [Fact]
    public async Task Spikes_KeyInTheQuery_CountsAsBearer()
    {
        using var app = server.NewApp();
        var key = await NewKeyAsync(app);
        var project = "query-" + Guid.NewGuid();
        (await app.PostAsync("/spikes?token=" + key.Secret, SpikesApp.Spike(project))).Is(201);
        Assert.Single((await app.GetAsync("/spikes?token=" + key.Secret)).Is(200)["data"]!.AsArray());
        (await app.GetAsync("/me?token=" + key.Secret)).Refuses(401, "AUTH_REQUIRED");
    }

    private static string Text(JsonNode json, string member) => json[member]!.GetValue<string>();

    private static async Task<(string Id, string Secret)> NewKeyAsync(SpikesApp app, string? token = null, string body = "{}")
    {
        var created = (await app.PostAsync("/auth/api-key", JsonNode.Parse(body), token)).Is(201);
        return (Text(created, "key_id"), Text(created, "api_key"));
    }

    private static async Task<string[]> ListAsync(SpikesApp app, string credential) =>
        [.. (await app.GetAsync("/auth/api-keys", credential)).Is(200).AsArray().Select(key => Text(key!, "key_id"))];

    private static Task<Answer> SetCapAsync(SpikesApp app, string id, string cents, string credential) => app.SendAsync(
        HttpMethod.Patch, "/auth/api-key/" + id, credential, SpikesApp.Json($$"""{"monthly_cap_cents":{{cents}}}"""));

    private static Task<Answer> LinkAsync(SpikesApp app, string id, string token) =>
        app.PostAsync("/auth/link-key", new JsonObject { ["key_id"] = id }, token);
}
