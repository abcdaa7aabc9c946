using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Shares;

/// <summary>The program when shared pages have an origin of their own (contract section 5.8): one port, two host names.</summary>
public sealed class ContentOriginTests(SpikesServer server) : IAsyncLifetime
{
    private static readonly string Public = TwoHosts.Public;
    private static readonly string Content = TwoHosts.Content;

    private SpikesApp _public = null!;
    private SpikesApp _content = null!;
    private TierRows _tiers = null!;

    public async ValueTask InitializeAsync()
    {
        var front = await TwoHosts.StartAsync(server);
        _tiers = front.Tiers;
        (_public, _content) = (front.NewApp(new Uri(Public)), front.NewApp(new Uri(Content)));
    }

    public ValueTask DisposeAsync()
    {
        _public.Dispose();
        _content.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Upload_Share_IsNamedAndServedOnTheContentOrigin()
    {
        var token = await _public.SignUpAsync();
        var share = (await _public.ShareAsync(
            token, """{"name":"content"}""", ("index.html", "<html><head></head><body>Hi</body></html>"), ("a.css", "p{}"))).Is(201);
        var slug = share["slug"]!.GetValue<string>();
        Assert.Equal($"{Content}/s/{slug}", share["url"]!.GetValue<string>());
        Assert.Equal($"{Content}/s/{slug}", (await _public.GetAsync("/shares/" + slug, token)).Is(200)["url"]!.GetValue<string>());

        var page = await _content.GetAsync("/s/" + slug);
        Assert.Equal(200, page.Status);
        Assert.Null(page.Header("Content-Security-Policy"));
        Assert.Contains($"<script src=\"{Public}/widget.js\" data-endpoint=\"{Public}/spikes\"", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("sandbox.js", page.Body, StringComparison.Ordinal);
        var file = await _content.GetAsync($"/s/{slug}/a.css");
        Assert.Equal((200, "p{}"), (file.Status, file.Body));
        Assert.Null(file.Header("Content-Security-Policy"));
    }

    [Theory]
    [InlineData("/s/some-share")]
    [InlineData("/s/some-share/")]
    [InlineData("/s/some-share/a/b.html?x=1&y=%2F")]
    [InlineData("/s/some-share/a%20b%2Fc.html")]
    [InlineData("/s/some-share/%C3%A4?q=%C3%A4")]
    [InlineData("/s/some-share/~pass/x?pw=secret")]
    public async Task Get_ShareOnThePublicHost_GoesToTheContentOriginWithPathAndQuery(string path)
    {
        var answer = await _public.GetAsync(path);
        Assert.Equal((308, Content + path), (answer.Status, answer.Header("Location")));
        var (status, head, _) = await RawHttp.SendAsync(
            new Uri(Content), $"HEAD {path} HTTP/1.1\r\nHost: {new Uri(Public).Authority}\r\nConnection: close\r\n\r\n");
        Assert.Equal(308, status);
        Assert.Contains($"Location: {Content}{path}\r\n", head + "\r\n", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_OfAProtectedShare_WorksOnTheContentOriginAndThroughThePublicHost()
    {
        var owner = await Payer.SignUpAsync(_public, _tiers);
        var (_, slug) = await owner.ShareAsync("right", ("index.html", "<html><head></head><body>Hi</body></html>"), ("a.css", "p{}"));
        var asked = await _content.SendAsync(HttpMethod.Get, $"/s/{slug}", headers: headers => headers.Accept.ParseAdd("text/html"));
        Assert.Equal(401, asked.Status);
        Assert.Contains($"action=\"/s/{slug}\"", asked.Body, StringComparison.Ordinal);
        // The page loads nothing, for its origin serves neither stylesheet nor icon.
        Assert.Contains("<style>", asked.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("/dashboard/", asked.Body, StringComparison.Ordinal);
        Assert.Null(asked.Header("Content-Security-Policy"));

        var moved = await _public.SendAsync(HttpMethod.Post, $"/s/{slug}/a.css", body: new FormUrlEncodedContent([new("pw", "right")]));
        Assert.Equal((308, $"{Content}/s/{slug}/a.css"), (moved.Status, moved.Header("Location")));
        Assert.Contains("no-store", moved.Header("Cache-Control"), StringComparison.Ordinal);
        var opened = await _content.SendAsync(HttpMethod.Post, $"/s/{slug}/a.css", body: new FormUrlEncodedContent([new("pw", "right")]));
        Assert.Equal(303, opened.Status);
        Assert.Equal("p{}", (await _content.GetAsync(opened.Header("Location")!)).Body);
        Assert.Equal(308, (await _public.GetAsync(opened.Header("Location")!)).Status);
    }

    [Theory]
    [InlineData("/widget.js")]
    [InlineData("/spikes.js")]
    [InlineData("/sandbox.js")]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Get_ScriptOrProbe_IsServedOnBothHosts(string path)
    {
        Assert.Equal(200, (await _content.GetAsync(path)).Status);
        Assert.Equal(200, (await _public.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/spikes?project=p")]
    [InlineData("POST", "/spikes")]
    [InlineData("POST", "/")]
    [InlineData("GET", "/shares")]
    [InlineData("GET", "/me")]
    [InlineData("GET", "/usage")]
    [InlineData("POST", "/auth/login")]
    [InlineData("GET", "/auth/poll?email=a@example.com")]
    [InlineData("GET", "/dashboard")]
    [InlineData("GET", "/dashboard/style.css")]
    [InlineData("GET", "/auth/device")]
    [InlineData("GET", "/auth/verify?token=x")]
    [InlineData("GET", "/dev/mail")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/docs")]
    [InlineData("GET", "/healthy")]
    [InlineData("GET", "/nope")]
    public async Task Any_OtherPathOnTheContentHost_IsNotFound(string method, string path)
    {
        using var body = SpikesApp.Json(SpikesApp.Spike("p").ToJsonString());
        var answer = await _content.SendAsync(new HttpMethod(method), path, body: method == "POST" ? body : null);
        Assert.Equal((404, "NOT_FOUND"), (answer.Status, answer.Json["code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("//spikes?project=p")]
    [InlineData("/s/../spikes?project=p")]
    [InlineData("/health/../spikes?project=p")]
    [InlineData("/widget.js/../../spikes?project=p")]
    [InlineData("/%73pikes?project=p")]
    public async Task Get_OtherSpellingOnTheContentHost_IsNotFound(string target)
    {
        var (status, _, body) = await RawHttp.GetAsync(new Uri(Content), target);
        Assert.Equal(404, status);
        Assert.DoesNotContain("\"data\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_FromASharedPage_WorksOnThePublicHost() =>
        (await _public.PostAsync("/spikes", new JsonObject { ["type"] = "page", ["page"] = "p", ["project"] = "p" })).Is(201);
}
