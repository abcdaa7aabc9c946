using System.Net.Http.Headers;
using Xunit;

namespace Spikes.Contract.Tests.Shares;

/// <summary>The table of contract section 5.6, and the locked state of 5.7.</summary>
public sealed class ProtectedShareTests(SpikesServer server)
{
    private const string Password = "über geheim&";
    private const string Right = "?pw=%C3%BCber+geheim%26";

    private static readonly (string Name, string Text)[] Files =
    [
        ("index.html", "<html><head></head><body>first page</body></html>"), ("css/app.css", "h1{}"), ("docs/index.html", "<p>docs page</p>"),
    ];

    [Fact]
    public async Task Get_EveryRowOfTheTable_ByGetAndHead()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (_, slug) = await owner.ShareAsync(Password, Files);
        var pass = await PassAsync(app, slug);

        await RefusesAsync(app, "/s/unknown-" + slug + Right, 404, "NOT_FOUND", "Not Found");
        foreach (var path in new[] { "", "/", "/css/app.css", "/docs", "/nowhere", "/~x/index.html", "/?pw=" })
            IsKeptByNobody(await RefusesAsync(app, $"/s/{slug}{path}", 401, "AUTH_REQUIRED", "Password required"));
        IsKeptByNobody(await RefusesAsync(app, $"/s/{slug}/nowhere?pw=wrong", 401, "AUTH_FAILED", "Invalid password"));

        var page = await app.GetAsync($"/s/{slug}{Right}");
        Assert.Equal(200, page.Status);
        Assert.Matches($"<base href=\"/s/{slug}/~[A-Za-z0-9_-]+/\">", page.Body);
        Assert.Contains("first page", page.Body, StringComparison.Ordinal);
        IsKeptByNobody(page);
        IsKeptByNobody(await RefusesAsync(app, $"/s/{slug}/~{pass}/nowhere", 404, "NOT_FOUND", "Not Found"));
        foreach (var (path, text) in new[] { ("/css/app.css", "h1{}"), ("", "first page"), ("/", "first page"), ("/docs/", "docs page") })
        {
            var file = await app.GetAsync($"/s/{slug}/~{pass}{path}");
            Assert.Equal(200, file.Status);
            Assert.Contains(text, file.Body, StringComparison.Ordinal);
            IsKeptByNobody(file);
            var head = await app.SendAsync(HttpMethod.Head, $"/s/{slug}/~{pass}{path}");
            Assert.Equal((200, "", file.Header("Content-Length")), (head.Status, head.Body, head.Header("Content-Length")));
            IsKeptByNobody(head);
        }
    }

    [Fact]
    public async Task Attempts_SixthOfAMinute_IsRefusedWhereverTheyWereMade()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (id, slug) = await owner.ShareAsync(Password, Files);
        var (_, other) = await owner.ShareAsync(Password, Files);
        var pass = await PassAsync(app, slug);

        (await app.GetAsync($"/s/{slug}/css/app.css?pw=wrong")).Refuses(401, "AUTH_FAILED");
        (await app.GetAsync($"/spikes?project={slug}&pw=wrong")).Refuses(401, "AUTH_FAILED");
        (await app.GetAsync($"/spikes?project={id.ToUpperInvariant()}&pw=%C3%BCber+geheim%26")).Is(200);
        Assert.Equal(401, (await app.SendAsync(HttpMethod.Head, $"/s/{slug}?pw=wrong")).Status);

        IsRateLimited(await app.GetAsync($"/s/{slug}{Right}"));
        IsRateLimited(await app.GetAsync($"/spikes?project={id}&pw=wrong"));
        IsRateLimited(await FormAsync(app, "/s/" + slug, Password));
        Assert.Equal(429, (await app.SendAsync(HttpMethod.Head, $"/s/{slug}{Right}")).Status);
        // Without a password nothing is an attempt, and a pass needs none.
        (await app.GetAsync("/s/" + slug)).Refuses(401, "AUTH_REQUIRED");
        Assert.Equal(200, (await app.GetAsync($"/s/{slug}/~{pass}/")).Status);
        Assert.Equal(200, (await app.GetAsync($"/s/{other}{Right}")).Status);
        using var neighbour = server.NewApp();
        Assert.Equal(200, (await neighbour.GetAsync($"/s/{slug}{Right}")).Status);
    }

    [Fact]
    public async Task Locked_OwnerIsFree_NobodyOpensItUntilTheOwnerPaysAgain()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (id, slug) = await owner.ShareAsync(Password, Files);
        (await app.SubmitAsync(slug)).Is(201);
        var pass = await PassAsync(app, slug);
        foreach (var (free, paid) in new[] { ("free", "agent"), ("free", "grace"), ("free", "pro") })
        {
            await owner.SetTierAsync(free);
            foreach (var path in new[] { "", "/", Right, "?pw=wrong", $"/~{pass}/", $"/~{pass}/css/app.css", "/nowhere" })
                IsKeptByNobody(await RefusesAsync(app, $"/s/{slug}{path}", 401, "AUTH_REQUIRED", "Share is locked"));
            Assert.Equal("Share is locked", (await FormAsync(app, "/s/" + slug, Password)).Refuses(401, "AUTH_REQUIRED")["error"]!.GetValue<string>());
            Assert.Equal("Share is locked", (await app.GetAsync($"/spikes?project={slug}&pw=x")).Refuses(401, "AUTH_REQUIRED")["error"]!.GetValue<string>());
            Assert.Contains((await app.GetAsync("/shares", owner.Token)).Is(200).AsArray(), share => share!["slug"]!.GetValue<string>() == slug);
            Assert.Single((await app.GetAsync("/shares/" + id, owner.Token)).Is(200)["exported_spikes"]!.AsArray());
            Assert.Single((await app.GetAsync("/spikes?project=" + slug, owner.Token)).Is(200)["data"]!.AsArray());
            (await app.SubmitAsync("other-" + slug)).Is(201);

            await owner.SetTierAsync(paid);
            Assert.Equal(200, (await app.GetAsync($"/s/{slug}/~{pass}/")).Status);
        }

        Assert.Equal(200, (await app.GetAsync($"/s/{slug}{Right}")).Status);
        await owner.SetTierAsync("free");
        Assert.Single((await app.SendAsync(HttpMethod.Delete, "/shares/" + slug, owner.Token)).Is(200)["exported_spikes"]!.AsArray());
        (await app.GetAsync("/s/" + slug + Right)).Refuses(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Pass_OfAnotherShareOrChanged_IsNone()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (_, slug) = await owner.ShareAsync(Password, Files);
        var (_, other) = await owner.ShareAsync(Password, Files);
        var pass = await PassAsync(app, slug);

        foreach (var wrong in new[] { await PassAsync(app, other), pass[..^1], pass + "A", (pass[0] == 'B' ? 'A' : 'B') + pass[1..], "", "~" + pass })
            await RefusesAsync(app, $"/s/{slug}/~{wrong}/index.html", 401, "AUTH_REQUIRED", "Password required");
        // With the right password, what follows a pass that is none is the path.
        Assert.Equal("h1{}", (await app.GetAsync($"/s/{slug}/~stale/css/app.css{Right}")).Body);
        Assert.Equal(200, (await app.GetAsync($"/s/{slug}/%7E{pass}/css/app.css")).Status);
    }

    [Fact]
    public async Task Form_InABrowser_OpensTheSamePathBehindAPass()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (_, slug) = await owner.ShareAsync(Password, Files);
        var asked = await PageAsync(app, $"/s/{slug}/docs/");
        Assert.Equal(401, asked.Status);
        Assert.Contains($"<form method=\"post\" action=\"/s/{slug}/docs/\"", asked.Body, StringComparison.Ordinal);
        Assert.Equal("*", asked.Header("Access-Control-Allow-Origin"));
        Assert.StartsWith("sandbox ", asked.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Null(asked.Header("Set-Cookie"));

        Assert.Equal(401, (await FormAsync(app, $"/s/{slug}/docs/", "wrong")).Status);
        var opened = await FormAsync(app, $"/s/{slug}/docs/", Password);
        Assert.Equal(303, opened.Status);
        IsKeptByNobody(opened);
        var target = opened.Header("Location")!;
        Assert.Matches($"^/s/{slug}/~[A-Za-z0-9_-]+/docs/$", target);
        Assert.Contains("docs page", (await app.GetAsync(target)).Body, StringComparison.Ordinal);

        await owner.SetTierAsync("free");
        var locked = await PageAsync(app, $"/s/{slug}/docs/");
        Assert.Equal(401, locked.Status);
        Assert.DoesNotContain("<form", locked.Body, StringComparison.Ordinal);
        Assert.Contains("Share is locked", locked.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_UnprotectedShare_IsStillNotAllowed()
    {
        using var app = server.NewApp();
        var (_, slug) = await app.NewShareAsync(await app.SignUpAsync());
        (await FormAsync(app, "/s/" + slug, "x")).Refuses(405, "METHOD_NOT_ALLOWED");
        (await FormAsync(app, "/s/unknown-" + slug, "x")).Refuses(404, "NOT_FOUND");
    }

    private static async Task<string> PassAsync(SpikesApp app, string slug)
    {
        var location = (await FormAsync(app, "/s/" + slug, Password)).Header("Location")!;
        Assert.StartsWith($"/s/{slug}/~", location, StringComparison.Ordinal);
        return location.Split('/')[3][1..];
    }

    private static Task<Answer> FormAsync(SpikesApp app, string path, string password) => app.SendAsync(
        HttpMethod.Post, path, body: new FormUrlEncodedContent([new("pw", password)]), headers: headers => headers.Add("Origin", "null"));

    private static Task<Answer> PageAsync(SpikesApp app, string path) =>
        app.SendAsync(HttpMethod.Get, path, headers: headers => headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html")));

    private static async Task<Answer> RefusesAsync(SpikesApp app, string path, int status, string code, string error)
    {
        var answer = await app.GetAsync(path);
        Assert.Equal(error, answer.Refuses(status, code)["error"]!.GetValue<string>());
        if (path.Contains("pw=", StringComparison.Ordinal) && code == "AUTH_FAILED")
            return answer;
        var head = await app.SendAsync(HttpMethod.Head, path);
        Assert.Equal((status, ""), (head.Status, head.Body));
        return answer;
    }

    private static void IsRateLimited(Answer answer)
    {
        var seconds = answer.Refuses(429, "RATE_LIMIT")["retry_after"]!.GetValue<int>();
        Assert.InRange(seconds, 1, 60);
        Assert.Equal(seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Header("Retry-After"));
    }

    private static void IsKeptByNobody(Answer answer)
    {
        Assert.Equal("no-store, private", string.Join(", ", answer.Header("Cache-Control")!.Split(", ").Order(StringComparer.Ordinal)));
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Null(answer.Header("ETag"));
    }
}
