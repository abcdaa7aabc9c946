using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Spikes;

public sealed class ListTests(SpikesServer server)
{
    [Fact]
    public async Task List_UnknownProject_IsEmpty()
    {
        using var app = server.NewApp();
        Assert.Equal("""{"data":[],"next_cursor":null}""", (await app.GetAsync("/spikes?project=nobody-" + Guid.NewGuid())).Body);
    }

    [Theory]
    [InlineData("", 401, "AUTH_REQUIRED")]
    [InlineData("?project=", 401, "AUTH_REQUIRED")]
    [InlineData("?token=", 401, "AUTH_REQUIRED")]
    [InlineData("?token=wrong&project=p", 401, "AUTH_FAILED")]
    [InlineData("?limit=0", 401, "AUTH_REQUIRED")]
    public async Task List_WithoutCredential_IsRefused(string query, int status, string code)
    {
        using var app = server.NewApp();
        (await app.GetAsync("/spikes" + query)).Refuses(status, code);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=%2B5", "limit")]
    [InlineData("limit=5x", "limit")]
    [InlineData("cursor=%21%21", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("rating=best", "rating")]
    [InlineData("resolved=1", "resolved")]
    public async Task List_WrongParameter_IsNamed(string query, string field)
    {
        using var app = server.NewApp();
        Assert.Equal([field], (await app.GetAsync("/spikes?project=p&" + query)).InvalidFields());
    }

    [Theory]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=1001")]
    [InlineData("cursor=&rating=&resolved=&page=&reviewer=")]
    [InlineData("unknown=1")]
    public async Task List_LenientParameter_IsAccepted(string query)
    {
        using var app = server.NewApp();
        (await app.GetAsync("/spikes?project=p-lenient&" + query)).Is(200);
    }

    [Fact]
    public async Task List_WalkWithWriters_HasNoGapAndNoRepeat()
    {
        using var app = server.NewApp(unlimited: true);
        var project = "walk-" + Guid.NewGuid().ToString("N");
        var before = await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => SubmitAsync(app, project)));
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await SubmitAsync(app, project);
        });

        var walked = await WalkAsync(app, "/spikes?limit=7&project=" + project);
        await stop.CancelAsync();
        await writer;

        Assert.Equal(walked.Count, walked.Distinct().Count());
        Assert.Empty(before.Except(walked));
    }

    [Fact]
    public async Task List_Filters_CombineWithAnd()
    {
        using var app = server.NewApp();
        var project = "filter-" + Guid.NewGuid().ToString("N");
        foreach (var (page, rating) in new[] { ("A", "love"), ("A", "no"), ("a", "love"), ("B", "love") })
        {
            var body = SpikesApp.Spike(project);
            (body["page"], body["rating"], body["reviewer"]) = (page, rating, new JsonObject { ["id"] = "r-" + page });
            (await app.PostAsync("/spikes", body)).Is(201);
        }

        Assert.Equal(1, await CountAsync(app, project, "page=A&rating=love"));
        Assert.Equal(2, await CountAsync(app, project, "reviewer=r-A"));
        Assert.Equal(4, await CountAsync(app, project, "resolved=false"));
        Assert.Equal(0, await CountAsync(app, project, "resolved=true"));
    }

    [Fact]
    public async Task List_FullLastPage_EndsWithNull()
    {
        using var app = server.NewApp();
        var project = "full-" + Guid.NewGuid().ToString("N");
        await SubmitAsync(app, project);
        await SubmitAsync(app, project);
        Assert.Null((await app.GetAsync("/spikes?limit=2&project=" + project)).Is(200)["next_cursor"]);
        Assert.NotNull((await app.GetAsync("/spikes?limit=1&project=" + project)).Is(200)["next_cursor"]);
    }

    [Fact]
    public async Task List_ScopeOfAUser_HoldsOwnSharesAndOwnPosts()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var share = await app.NewShareAsync(token);
        var received = await SubmitAsync(app, share.Slug);
        var sent = (await app.SubmitAsync("elsewhere-" + Guid.NewGuid(), token)).Is(201)["id"]!.GetValue<string>();
        var foreign = await SubmitAsync(app, "foreign-" + Guid.NewGuid());

        var ids = (await app.GetAsync("/spikes", token)).Is(200)["data"]!.AsArray().Select(row => row!["id"]!.GetValue<string>()).ToArray();

        Assert.Equal([sent, received], ids);
        Assert.DoesNotContain(foreign, ids);
    }

    [Fact]
    public async Task List_OwnerForm_IsForRowsInScopeOnly()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var project = "form-" + Guid.NewGuid().ToString("N");
        var body = SpikesApp.Spike(project);
        body["reviewer"] = new JsonObject { ["id"] = "r", ["name"] = "R", ["email"] = "r@example.com" };
        (await app.PostAsync("/spikes", body.DeepClone())).Is(201);
        (await app.PostAsync("/spikes", body.DeepClone(), token)).Is(201);

        var mine = (await app.GetAsync("/spikes?project=" + project, token)).Is(200)["data"]!;
        Assert.Equal("r@example.com", mine[0]!["reviewer"]!["email"]!.GetValue<string>());
        Assert.True(mine[0]!.AsObject().ContainsKey("userAgent"));
        Assert.False(mine[1]!["reviewer"]!.AsObject().ContainsKey("email"));
        Assert.False(mine[1]!.AsObject().ContainsKey("userAgent"));
    }

    [Fact]
    public async Task List_LargeRows_StopsBelowEightMebibytesWithACursor()
    {
        using var app = server.NewApp(unlimited: true);
        var project = "large-" + Guid.NewGuid().ToString("N");
        var body = SpikesApp.Spike(project);
        body["comments"] = "COMMENTS";
        body["selector"] = "SELECTOR";
        // Written out, because the test's own JSON would escape every character to six bytes.
        var text = body.ToJsonString()
            .Replace("COMMENTS", new string('主', 10_000), StringComparison.Ordinal)
            .Replace("SELECTOR", new string('主', 8_192), StringComparison.Ordinal);
        await Task.WhenAll(Enumerable.Range(0, 170).Select(
            async _ => (await app.SendAsync(HttpMethod.Post, "/spikes", body: SpikesApp.Json(text))).Is(201)));

        var answer = await app.GetAsync("/spikes?limit=1000&project=" + project);

        Assert.NotNull(answer.Is(200)["next_cursor"]);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(answer.Body), 7 << 20, 8 << 20);
        Assert.Equal(170, (await WalkAsync(app, "/spikes?limit=1000&project=" + project)).Distinct().Count());
    }

    [Fact]
    public async Task List_PushOfTheCli_GetsABareArray()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var id = (await app.SubmitAsync("push-" + Guid.NewGuid(), token)).Is(201)["id"]!.GetValue<string>();
        Task<Answer> Push(string query) => app.SendAsync(HttpMethod.Get, "/spikes?token=" + query, headers: h => h.TryAddWithoutValidation("User-Agent", "ureq/2.9.1"));

        Assert.Equal(id, (await Push(token)).Is(200).AsArray()[0]!["id"]!.GetValue<string>());
        Assert.IsType<JsonObject>((await Push(token + "&limit=5")).Is(200));
        Assert.IsType<JsonObject>((await app.GetAsync("/spikes?token=" + token)).Is(200));
        (await Push("wrong")).Refuses(401, "AUTH_FAILED");
    }

    private static async Task<string> SubmitAsync(SpikesApp app, string project) =>
        (await app.SubmitAsync(project)).Is(201)["id"]!.GetValue<string>();

    private static async Task<int> CountAsync(SpikesApp app, string project, string filter) =>
        (await app.GetAsync($"/spikes?project={project}&{filter}")).Is(200)["data"]!.AsArray().Count;

    private static async Task<List<string>> WalkAsync(SpikesApp app, string path)
    {
        var ids = new List<string>();
        for (string? cursor = null, more = ""; more is not null; more = cursor is null ? null : "")
        {
            var page = (await app.GetAsync(path + (cursor is null ? "" : "&cursor=" + cursor))).Is(200);
            ids.AddRange(page["data"]!.AsArray().Select(row => row!["id"]!.GetValue<string>()));
            cursor = page["next_cursor"]?.GetValue<string>();
        }

        return ids;
    }
}
