using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Http;

public sealed class WireTests(SpikesServer server)
{
    [Theory]
    [InlineData("/nope")]
    [InlineData("/api/spikes")]
    [InlineData("/spikes/a/b")]
    [InlineData("/s")]
    [InlineData("/s/")]
    [InlineData("/auth")]
    public async Task Get_UnknownRoute_IsNotFound(string path)
    {
        using var app = server.NewApp();
        (await app.GetAsync(path)).Refuses(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("PUT", "/spikes", "GET")]
    [InlineData("GET", "/auth/login", "POST")]
    [InlineData("POST", "/me", "GET")]
    [InlineData("PUT", "/shares/x", "DELETE")]
    [InlineData("DELETE", "/", "POST")]
    [InlineData("FOO", "/health", "GET")]
    [InlineData("PUT", "/auth/device", "POST")]
    [InlineData("POST", "/auth/device/poll", "GET")]
    [InlineData("GET", "/auth/device/email", "POST")]
    [InlineData("PATCH", "/auth/device/confirm", "POST")]
    [InlineData("DELETE", "/auth/verify", "POST")]
    public async Task Any_OtherMethodOfAKnownRoute_IsRefusedWithAllow(string method, string path, string allowed)
    {
        using var app = server.NewApp();
        var answer = await app.SendAsync(new HttpMethod(method), path);
        answer.Refuses(405, "METHOD_NOT_ALLOWED");
        Assert.Contains(allowed, answer.Header("Allow")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//health")]
    [InlineData("///health/")]
    [InlineData("/health/")]
    [InlineData("/spikes/?project=x")]
    [InlineData("//auth/device/")]
    [InlineData("/dashboard/")]
    public async Task Get_ExtraSlashes_AreNoRedirect(string path)
    {
        var (status, _, _) = await RawHttp.GetAsync(server.Address, path);
        Assert.Equal(200, status);
    }

    [Theory]
    [InlineData("/spikes")]
    [InlineData("/nope")]
    [InlineData("/s/x/y")]
    [InlineData("/dev/mail")]
    [InlineData("/auth/device")]
    [InlineData("/auth/verify/confirm")]
    public async Task Options_EveryPath_IsAPreflight(string path)
    {
        using var app = server.NewApp();
        var answer = await app.SendAsync(HttpMethod.Options, path, headers: SetOrigin);
        Assert.Equal((204, ""), (answer.Status, answer.Body));
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("GET, HEAD, POST, PATCH, DELETE, OPTIONS", answer.Header("Access-Control-Allow-Methods"));
        Assert.Equal("Content-Type, Authorization", answer.Header("Access-Control-Allow-Headers"));
        Assert.Equal("86400", answer.Header("Access-Control-Max-Age"));
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
    }

    [Fact]
    [Trait("Mode", "Local")]
    public async Task Get_DevMail_IsAPageWithoutCrossOriginAccess()
    {
        using var app = server.NewApp();
        app.ClientAddress = SpikesApp.ThisMachine;
        using var somebody = server.NewApp();
        await somebody.SignUpAsync();
        var json = await app.GetAsync("/dev/mail");
        Assert.IsType<JsonArray>(json.Is(200));
        Assert.Null(json.Header("Access-Control-Allow-Origin"));
        var unknown = await app.GetAsync("/dev/mail/x");
        foreach (var answer in new[] { json, unknown })
        {
            Assert.Equal(("no-store", "nosniff"), (answer.Header("Cache-Control"), answer.Header("X-Content-Type-Options")));
            Assert.Equal(("DENY", "no-referrer"), (answer.Header("X-Frame-Options"), answer.Header("Referrer-Policy")));
        }

        var page = await new PageVisitor(app).OpenAsync("/dev/mail", AcceptHtml);
        Assert.Contains(page.Document.QuerySelectorAll("pre a"), link => link.TextContent.StartsWith(server.PublicUrl + "/auth/verify?token=", StringComparison.Ordinal));
        var html = page.Answer;
        Assert.Equal("text/html", html.ContentHeaders.ContentType!.MediaType);
        Assert.Equal("DENY", html.Header("X-Frame-Options"));
        Assert.Equal("default-src 'self'; frame-ancestors 'none'", html.Header("Content-Security-Policy"));
        var embedded = await app.SendAsync(HttpMethod.Get, "/dev/mail", headers: h =>
        {
            AcceptHtml(h);
            h.Add("Sec-Fetch-Mode", "cors");
        });
        Assert.Equal(403, embedded.Status);
    }

    [Theory]
    [InlineData("Host: evil.test\r\n")]
    [InlineData("Host: localhost.evil.test\r\n")]
    [InlineData("Host: localhost\r\nX-Forwarded-For: 203.0.113.9\r\n")]
    public async Task Get_DevMailFromElsewhere_IsNotFound(string headers)
    {
        var (status, _, _) = await RawHttp.SendAsync(server.Address, $"GET /dev/mail HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
        Assert.Equal(404, status);
    }

    [Theory]
    [InlineData("/dev/mail/..%2fadmin-token")]
    [InlineData("/dev/mail/%2e%2e")]
    [InlineData("/dev/mail/x")]
    public async Task Get_UnknownMail_IsNotFound(string path)
    {
        var (status, _, body) = await RawHttp.GetAsync(server.Address, path);
        Assert.Equal(404, status);
        Assert.DoesNotContain(server.AdminToken, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Script_HasValidatorsAndAnswers304()
    {
        using var app = server.NewApp();
        var script = await app.GetAsync("/widget.js");
        Assert.Equal("text/javascript; charset=utf-8", script.Header("Content-Type"));
        Assert.Equal(script.Body, (await app.GetAsync("/spikes.js")).Body);
        var again = await app.SendAsync(HttpMethod.Get, "/widget.js", headers: h => h.IfNoneMatch.Add(script.Headers.ETag!));
        Assert.Equal((304, ""), (again.Status, again.Body));
    }

    [Fact]
    public async Task Get_Root_DescribesTheService()
    {
        using var app = server.NewApp();
        var root = (await app.GetAsync("/")).Is(200);
        Assert.Equal("spikes", root["service"]!.GetValue<string>());
        Assert.EndsWith("/openapi/v1.json", root["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("""{"status":"ok","service":"spikes"}""", (await app.GetAsync("/health/ready")).Body);
    }

    private static void SetOrigin(HttpRequestHeaders headers) => headers.Add("Origin", "null");

    private static void AcceptHtml(HttpRequestHeaders headers) => headers.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
}
