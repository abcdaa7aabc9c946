using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Shares;

public sealed class ShareTests(SpikesServer server)
{
    private const int SmallUploadBytes = 100_000;

    [Fact]
    public async Task Upload_FolderOfPages_IsServedListedAndFoundByIdAndSlug()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var slug = "my-project-" + Guid.NewGuid().ToString("N")[..8];
        var share = (await app.ShareAsync(
            token, $$"""{"slug":"{{slug}}","title":"My Project"}""",
            ("index.html", "<html><head></head><body>Hi</body></html>"), ("css\\app.css", "h1{}"), ("docs/index.html", "docs"))).Is(201);

        Assert.Equal($"{server.PublicUrl}/s/{slug}", share["url"]!.GetValue<string>());
        Assert.Equal("h1{}", (await app.GetAsync($"/s/{slug}/css/app.css")).Body);
        var page = await app.GetAsync($"/s/{slug}/");
        Assert.Contains($"data-project=\"{share["share_id"]}\"></script></body>", page.Body, StringComparison.Ordinal);
        Assert.StartsWith("sandbox allow-scripts", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains($"<base href=\"/s/{slug}/\">", (await app.GetAsync($"/s/{slug}")).Body, StringComparison.Ordinal);
        var folder = await app.GetAsync($"/s/{slug}/docs?x=1");
        Assert.Equal((308, true), (folder.Status, folder.Header("Location")!.EndsWith($"/s/{slug}/docs/?x=1", StringComparison.Ordinal)));

        var listed = Assert.Single((await app.GetAsync("/shares", token)).Is(200).AsArray())!;
        Assert.Equal(["id", "slug", "url", "spike_count", "created_at"], listed.AsObject().Select(member => member.Key).ToArray());
        foreach (var name in new[] { slug, share["share_id"]!.GetValue<string>() })
            Assert.Equal(slug, (await app.GetAsync("/shares/" + name, token)).Is(200)["slug"]!.GetValue<string>());
    }

    [Fact]
    public async Task Upload_ManyInParallel_MakesExactlyFiveShares()
    {
        using var app = server.NewApp(unlimited: true);
        var token = await app.SignUpAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.ShareAsync(token, """{"slug":"race"}""", ("index.html", "x"))));

        Assert.Equal(5, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer =>
            Assert.EndsWith("/dashboard", answer.Refuses(429, "SHARE_LIMIT")["upgrade_url"]!.GetValue<string>(), StringComparison.Ordinal));
        var slugs = (await app.GetAsync("/shares", token)).Is(200).AsArray().Select(share => share!["slug"]!.GetValue<string>()).ToArray();
        Assert.Equal(5, slugs.Distinct().Count());
    }

    [Fact]
    public async Task Submit_ShareOneBelowItsLimit_TakesExactlyOneOfMany()
    {
        using var app = server.NewApp(unlimited: true);
        var token = await app.SignUpAsync();
        var share = await app.NewShareAsync(token);
        await Task.WhenAll(Enumerable.Range(0, 99).Select(async _ => (await app.SubmitAsync(share.Id)).Is(201)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.SubmitAsync(share.Slug)));

        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.Refuses(429, "SPIKE_LIMIT"));
        Assert.Equal(100, (await app.GetAsync("/shares/" + share.Id, token)).Is(200)["spike_count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Delete_Share_ExportsAllAndFreesEverything()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var share = await app.NewShareAsync(token);
        var spike = (await app.SubmitAsync(share.Slug)).Is(201)["id"]!.GetValue<string>();
        Assert.Equal(spike, (await app.GetAsync("/shares/" + share.Id, token)).Is(200)["exported_spikes"]![0]!["id"]!.GetValue<string>());

        var export = (await app.SendAsync(HttpMethod.Delete, "/shares/" + share.Slug, token)).Is(200);

        Assert.True(export["ok"]!.GetValue<bool>());
        var exported = Assert.Single(export["exported_spikes"]!.AsArray())!;
        Assert.Equal(spike, exported["id"]!.GetValue<string>());
        Assert.True(exported.AsObject().ContainsKey("userAgent"));
        (await app.GetAsync("/s/" + share.Slug)).Refuses(404, "NOT_FOUND");
        (await app.GetAsync("/spikes/" + spike, token)).Refuses(404, "NOT_FOUND");
        (await app.SubmitAsync(share.Id)).Refuses(404, "NOT_FOUND");
        (await app.SendAsync(HttpMethod.Delete, "/shares/" + share.Id, token)).Refuses(404, "NOT_FOUND");
        Assert.Empty((await app.GetAsync("/spikes?project=" + share.Id)).Is(200)["data"]!.AsArray());
        Assert.Equal("[]", (await app.GetAsync("/shares", token)).Body);
        Assert.Equal(0, (await app.GetAsync("/usage", token)).Is(200)["shares"]!.GetValue<int>());
        (await app.SubmitAsync(share.Slug)).Is(201);
        Assert.Equal(share.Slug, (await app.ShareAsync(token, $$"""{"slug":"{{share.Slug}}"}""", ("index.html", "x"))).Is(201)["slug"]!.GetValue<string>());
    }

    [Fact]
    public async Task Store_IdAndSlug_AreOneAndEarlierSpikesStayBehind()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var slug = "later-" + Guid.NewGuid().ToString("N");
        (await app.SubmitAsync(slug)).Is(201);
        var share = (await app.ShareAsync(token, $$"""{"slug":"{{slug}}"}""", ("index.html", "x"))).Is(201);
        var id = share["share_id"]!.GetValue<string>();
        Assert.Empty((await app.GetAsync("/spikes?project=" + slug)).Is(200)["data"]!.AsArray());

        (await app.SubmitAsync(slug)).Is(201);
        (await app.SubmitAsync(id.ToUpperInvariant())).Is(201);

        var rows = (await app.GetAsync("/spikes?project=" + id)).Is(200)["data"]!.AsArray();
        Assert.Equal([id.ToUpperInvariant(), slug], rows.Select(row => row!["projectKey"]!.GetValue<string>()).ToArray());
    }

    [Fact]
    public async Task Submit_ShareIdOfNoShare_IsNotFound()
    {
        using var app = server.NewApp();
        var body = new JsonObject { ["type"] = "page", ["page"] = "p", ["share_id"] = Guid.NewGuid().ToString() };
        (await app.PostAsync("/spikes", body)).Refuses(404, "NOT_FOUND");
        (await app.SubmitAsync(Guid.NewGuid().ToString())).Is(201);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Any_ForeignShare_IsNotFound(string method)
    {
        using var app = server.NewApp();
        var share = await app.NewShareAsync(await app.SignUpAsync());
        (await app.SendAsync(new HttpMethod(method), "/shares/" + share.Id, await app.SignUpAsync())).Refuses(404, "NOT_FOUND");
        Assert.Equal(200, (await app.GetAsync("/s/" + share.Slug)).Status);
    }

    [Theory]
    [InlineData("""{"password":"x"}""", 403, "UPGRADE_REQUIRED")]
    [InlineData("""{"webhook_url":"https://example.com/"}""", 403, "UPGRADE_REQUIRED")]
    [InlineData("""{"slug":5}""", 400, "VALIDATION_ERROR")]
    [InlineData("""[]""", 400, "INVALID_JSON")]
    [InlineData("""{""", 400, "INVALID_JSON")]
    public async Task Upload_BadMetadata_IsRefusedAndLeavesNothing(string metadata, int status, string code)
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        (await app.ShareAsync(token, metadata, ("index.html", "x"))).Refuses(status, code);
        Assert.Equal("[]", (await app.GetAsync("/shares", token)).Body);
    }

    [Theory]
    [InlineData("../x.html")]
    [InlineData("..\\x.html")]
    [InlineData("a/%2e%2e/x.html")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/x.html")]
    [InlineData("a%00.html")]
    [InlineData("a\"b.html")]
    [InlineData("")]
    public async Task Upload_HostileName_IsRefused(string name)
    {
        using var app = server.NewApp();
        var answer = await app.ShareAsync(await app.SignUpAsync(), "{}", ("index.html", "x"), (name, "y"));
        Assert.Equal("file", answer.Refuses(400, "INVALID_FILENAME")["details"]![0]!["field"]!.GetValue<string>());
    }

    [Fact]
    public async Task Upload_SeveralFaults_ReportsTheLowestCheck()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var truncated = new Upload().File("../x", [1]).Truncated();
        Assert.Equal(["body"], (await app.SendAsync(HttpMethod.Post, "/shares", token, truncated)).InvalidFields());
        var badName = new Upload().File("../x", [1]).Metadata("[").Content();
        (await app.SendAsync(HttpMethod.Post, "/shares", token, badName)).Refuses(400, "INVALID_JSON");
        Assert.Equal(["file"], (await app.SendAsync(HttpMethod.Post, "/shares", token, new Upload().Metadata("{}").Content())).InvalidFields());
    }

    [Theory]
    [InlineData("/../spikes.db")]
    [InlineData("/%2e%2e/spikes.db")]
    [InlineData("/..%2f..%2fspikes.db")]
    [InlineData("/%252e%252e/x")]
    [InlineData("/..\\x")]
    [InlineData("/a//b")]
    [InlineData("/./index.html")]
    [InlineData("/%2e/index.html")]
    [InlineData("/index.html/")]
    [InlineData("/../../health")]
    [InlineData("/%5c..%5cx")]
    public async Task Get_HostilePath_IsNotFound(string path)
    {
        using var app = server.NewApp();
        var share = await app.NewShareAsync(await app.SignUpAsync());
        var (status, head, body) = await RawHttp.GetAsync(server.Address, $"/s/{share.Slug}{path}");
        Assert.Equal(404, status);
        Assert.Contains("NOT_FOUND", body, StringComparison.Ordinal);
        Assert.Contains("Content-Security-Policy: sandbox", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_DeclaredTooLarge_IsRefusedFromTheHeaderAlone()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var (status, _, body) = await RawHttp.SendAsync(
            server.Address,
            $"POST /shares HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nX-Forwarded-For: {app.ClientAddress}\r\n"
            + $"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {60 << 20}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
        Assert.Equal(413, status);
        Assert.Contains("\"max_bytes\":52428800", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_ExactlyTheLimitAndOneByteMore()
    {
        using var app = (await server.OtherAsync(
            "small", SpikesServer.TrustLoopback, FormattableString.Invariant($"--Spikes:Limits:MaxUploadBytes={SmallUploadBytes}"))).NewApp();
        var token = await app.SignUpAsync();
        Task<Answer> Send(int bytes) => app.SendAsync(HttpMethod.Post, "/shares", token, new Upload().File("a.bin", new byte[bytes]).Content());
        (await Send(SmallUploadBytes)).Is(201);
        Assert.Equal(SmallUploadBytes, (await Send(SmallUploadBytes + 1)).Refuses(413, "SIZE_LIMIT")["max_bytes"]!.GetValue<int>());
    }

    [Fact]
    public async Task Get_Export_HoldsNonAsciiUnescaped()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        var share = await app.NewShareAsync(token);
        var body = SpikesApp.Spike(share.Id);
        body["comments"] = "schön 😀";
        (await app.PostAsync("/spikes", body)).Is(201);
        Assert.Contains("schön 😀", (await app.GetAsync("/shares/" + share.Id, token)).Body, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount((await app.GetAsync("/shares/" + share.Id, token)).Body), 1, 10 << 20);
    }
}
