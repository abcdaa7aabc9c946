using System.Net;
using Spikes.Gateway.Shares.Passwords;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares.Passwords;

public sealed class ProtectedSharesTests
{
    private const string Password = "pässword & more";
    private const string Sent = "p%C3%A4ssword+%26%20more";

    private static readonly string Hash = PasswordHash.Create(Password);

    public static TheoryData<string, string> Bases => new()
    {
        { "", "/s/demo/{0}" },
        { "/", "/s/demo/{0}" },
        { "/index.html", "/s/demo/{0}" },
        { "/docs/", "/s/demo/{0}docs/" },
        { "/docs/index.html", "/s/demo/{0}docs/" },
        { "/docs/a%20%C3%A4/b.html", "/s/demo/{0}docs/a%20%C3%A4/" },
        { "/~stale/docs/", "/s/demo/{0}docs/" },
    };

    [Theory]
    [MemberData(nameof(Bases))]
    public async Task Get_RightPassword_IsThePageWithABaseBehindItsPass(string path, string expected)
    {
        await using var host = await StartAsync();
        var response = await host.GetAsync($"/s/demo{path}?pw={Sent}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var pass = "~" + SharePass.Issue(host.Reader.Guard!, host.Clock.GetUtcNow()) + "/";
        Assert.Contains($"<base href=\"{expected.Replace("{0}", pass, StringComparison.Ordinal)}\">", await response.TextAsync(), StringComparison.Ordinal);
        IsKeptByNobody(response);
    }

    [Theory]
    [InlineData("", "/s/demo/{0}")]
    [InlineData("/", null)]
    [InlineData("/docs/", null)]
    [InlineData("/docs/index.html", null)]
    public async Task Get_Pass_IsThePageWithABaseOnlyWithoutSlash(string path, string? expected)
    {
        await using var host = await StartAsync();
        var pass = "~" + SharePass.Issue(host.Reader.Guard!, host.Clock.GetUtcNow());
        var text = await (await host.GetAsync($"/s/demo/{pass}{path}")).TextAsync();

        Assert.Equal(expected is not null, text.Contains("<base", StringComparison.Ordinal));
        if (expected is not null)
            Assert.Contains($"<base href=\"{expected.Replace("{0}", pass + "/", StringComparison.Ordinal)}\">", text, StringComparison.Ordinal);
        Assert.Empty(host.Limiter.Keys);
    }

    [Fact]
    public async Task Get_PageWithABaseOfItsOwn_KeepsIt()
    {
        await using var host = await StartAsync();
        host.Reader.AddHtml("own.html", "<head>#</head>$", hasBase: true);
        Assert.DoesNotContain("<base", await (await host.GetAsync("/s/demo/own.html?pw=" + Sent)).TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Pass_EndsAfterTwelveHours()
    {
        await using var host = await StartAsync();
        var path = $"/s/demo/~{SharePass.Issue(host.Reader.Guard!, host.Clock.GetUtcNow())}/a.txt";

        host.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("text", await (await host.GetAsync(path)).TextAsync());
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("401 AUTH_REQUIRED", await (await host.GetAsync(path)).SummaryAsync());
    }

    [Theory]
    [InlineData("/docs?x=1", "/docs/?x=1")]
    [InlineData("/docs", "/docs/")]
    public async Task Get_FolderBehindAPass_IsSentToItsSlashWithThePass(string path, string target)
    {
        await using var host = await StartAsync();
        var root = "/s/demo/~" + SharePass.Issue(host.Reader.Guard!, host.Clock.GetUtcNow());
        var response = await host.GetAsync(root + path);

        Assert.Equal((308, root + target), ((int)response.StatusCode, response.Header("Location")));
        IsKeptByNobody(response);
    }

    [Theory]
    [InlineData("bytes=1-2", null, 206, "ex")]
    [InlineData("bytes=1-2", "\"x\"", 200, "text")]
    [InlineData("bytes=9-", null, 416, null)]
    [InlineData(null, null, 200, "text")]
    public async Task Get_RangeOrValidator_NeverAnswersFromAKeptCopy(string? range, string? ifRange, int status, string? text)
    {
        await using var host = await StartAsync();
        var path = $"/s/demo/~{SharePass.Issue(host.Reader.Guard!, host.Clock.GetUtcNow())}/a.txt";
        List<(string, string)> headers = [("If-None-Match", "*")];
        if (range is not null)
            headers.Add(("Range", range));
        if (ifRange is not null)
            headers.Add(("If-Range", ifRange));
        var response = await host.GetAsync(path, [.. headers]);

        Assert.Equal(status, (int)response.StatusCode);
        if (text is not null)
            Assert.Equal(text, await response.TextAsync());
        IsKeptByNobody(response);
    }

    [Theory]
    [InlineData("/~x", "tilde")]
    [InlineData("/~x/y", "inner")]
    public async Task Get_UnprotectedShare_TildeIsAnOrdinaryName(string path, string text)
    {
        await using var host = await StartAsync();
        host.Reader.PasswordHash = null;
        host.Reader.Add("~x", "tilde"u8.ToArray());
        host.Reader.Add("~x/y", "inner"u8.ToArray());
        var response = await host.GetAsync("/s/demo" + path + "?pw=whatever");

        Assert.Equal(text, await response.TextAsync());
        Assert.NotNull(response.Header("ETag"));
        Assert.Empty(host.Limiter.Keys);
    }

    [Theory]
    [InlineData("text/html", true)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true)]
    [InlineData("application/json, text/html", true)]
    [InlineData("application/json;q=0.5, text/html;q=0.5", true)]
    [InlineData("application/json, text/html;q=0.9", false)]
    [InlineData("application/json", false)]
    [InlineData("text/html;q=0", false)]
    [InlineData("*/*", false)]
    [InlineData("text/*", false)]
    [InlineData("garbage", false)]
    [InlineData(null, false)]
    public async Task Get_Accept_DecidesBetweenPageAndJson(string? accept, bool isPage)
    {
        await using var host = await StartAsync();
        var response = await host.GetAsync("/s/demo", accept is null ? [] : [("Accept", accept)]);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(isPage ? "text/html; charset=utf-8" : "application/json", response.Header("Content-Type"));
        IsKeptByNobody(response);
    }

    [Fact]
    public async Task Get_AnyRefusalForABrowser_IsAPageWithTheSameStatus()
    {
        await using var host = await StartAsync();
        (string, string) accept = ("Accept", "text/html");

        Assert.Contains("<form method=\"post\" action=\"/s/demo/a%22b.html\"", await PageAsync(host, "/s/demo/a%22b.html", 401), StringComparison.Ordinal);
        for (var attempt = 0; attempt < 5; attempt++)
            Assert.Contains("This is not the password.", await PageAsync(host, "/s/demo/?pw=wrong", 401), StringComparison.Ordinal);
        Assert.Contains("wait 30 seconds", await PageAsync(host, "/s/demo/?pw=" + Sent, 429), StringComparison.Ordinal);
        Assert.Equal("30", (await host.GetAsync("/s/demo?pw=x", accept)).Header("Retry-After"));
        Assert.Equal("404 NOT_FOUND", await (await host.GetAsync("/s/unknown?pw=x", accept)).SummaryAsync());
        host.Reader.Tier = Tier.Free;
        var locked = await PageAsync(host, "/s/demo/?pw=" + Sent, 401);
        Assert.Contains("Share is locked", locked, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", locked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_LimiterIsAway_IsUnavailableAndNeverOpen()
    {
        await using var host = await StartAsync();
        host.Limiter.Fault = new TimeoutException();

        Assert.Equal("503 UNAVAILABLE", await (await host.GetAsync("/s/demo?pw=" + Sent)).SummaryAsync());
        Assert.Equal("401 AUTH_REQUIRED", await (await host.GetAsync("/s/demo")).SummaryAsync());
    }

    [Fact]
    public async Task Get_WrongGuess_CostsOneReadAndLooksForNoFile()
    {
        await using var host = await StartAsync();
        await host.GetAsync("/s/demo");
        var (opens, guards) = (host.Reader.Opens, host.Reader.GuardReads);

        Assert.Equal("401 AUTH_FAILED", await (await host.GetAsync("/s/demo/a.txt?pw=wrong")).SummaryAsync());
        Assert.Equal((opens, guards + 1, 0), (host.Reader.Opens, host.Reader.GuardReads, host.Reader.GuardedOpens));
    }

    [Fact]
    public async Task Get_SlugOfAProtectedShareMeansAnOpenOneNow_IsServedAsSuch()
    {
        await using var host = await StartAsync();
        Assert.Equal("401 AUTH_REQUIRED", await (await host.GetAsync("/s/demo/a.txt")).SummaryAsync());
        host.Reader.PasswordHash = null;

        var response = await host.GetAsync("/s/demo/a.txt");
        Assert.Equal("text", await response.TextAsync());
        Assert.NotNull(response.Header("ETag"));
        Assert.Equal("strict-origin-when-cross-origin", response.Header("Referrer-Policy"));
        host.Reader.PasswordHash = Hash;
        host.Spikes.Version++;
        Assert.Equal("401 AUTH_REQUIRED", await (await host.GetAsync("/s/demo/a.txt")).SummaryAsync());
    }

    [Fact]
    public async Task Get_StorageIsAway_ServesNothingEvenToAPass()
    {
        await using var host = await StartAsync();
        var path = $"/s/demo/~{SharePass.Issue(host.Reader.Guard!, host.Clock.GetUtcNow())}/a.txt";
        Assert.Equal("text", await (await host.GetAsync(path)).TextAsync());
        host.Reader.IsAway = true;

        var response = await host.GetAsync(path);
        Assert.Equal("503 UNAVAILABLE", await response.SummaryAsync());
        IsKeptByNobody(response);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Any_OtherMethod_IsRefusedWithTheFormAllowed(string method)
    {
        await using var host = await StartAsync();
        var response = await host.SendAsync(new HttpMethod(method), "/s/demo/a.txt?pw=" + Sent);

        Assert.Equal("405 METHOD_NOT_ALLOWED", await response.SummaryAsync());
        Assert.Equal("GET, HEAD, POST, OPTIONS", response.Header("Allow"));
        IsKeptByNobody(response);
    }

    [Fact]
    public async Task Attempts_CountByTheHashOfSlugAndAddress()
    {
        await using var host = await StartAsync();
        await host.GetAsync("/s/demo?pw=a");
        await host.GetAsync("/s/demo/docs/?pw=b");

        Assert.Equal(["password-attempts/" + Secrets.HashOf("demo 127.0.0.1")], host.Limiter.Keys);
    }

    private static async Task<ShareHost> StartAsync()
    {
        var host = await ShareHost.StartAsync();
        (host.Reader.PasswordHash, host.Reader.Tier) = (Hash, Tier.Pro);
        foreach (var name in new[] { "index.html", "docs/index.html", "docs/a ä/b.html" })
            host.Reader.AddHtml(name, "<head>#</head><body>$</body>");
        host.Reader.Add("a.txt", "text"u8.ToArray());
        return host;
    }

    private static async Task<string> PageAsync(ShareHost host, string path, int status)
    {
        var response = await host.GetAsync(path, ("Accept", "text/html"));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith("sandbox allow-scripts allow-forms", response.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Null(response.Header("Set-Cookie"));
        IsKeptByNobody(response);
        return await response.TextAsync();
    }

    private static void IsKeptByNobody(HttpResponseMessage response)
    {
        Assert.Equal("private, no-store", response.Header("Cache-Control"));
        Assert.Equal("no-referrer", response.Header("Referrer-Policy"));
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Null(response.Header("ETag"));
    }
}
