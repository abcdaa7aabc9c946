using Xunit;

namespace Spikes.Contract.Tests.Pages;

public sealed class SessionTests(SpikesServer server)
{
    private const string SignOut = "/dashboard/sign-out";

    [Fact]
    public async Task SignOut_Button_EndsTheSessionOnTheServer()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        var email = await browser.SignInAsync();
        var cookie = browser.Cookies[PageVisitor.SessionCookie];
        var dashboard = (await browser.OpenAsync("/dashboard")).Is(200);
        Assert.Contains(email, dashboard.Text, StringComparison.Ordinal);

        Assert.Equal("/dashboard", (await browser.SubmitAsync(dashboard, action: SignOut)).RedirectsTo());

        Assert.False(browser.Cookies.ContainsKey(PageVisitor.SessionCookie));
        browser.Cookies[PageVisitor.SessionCookie] = cookie;
        Assert.DoesNotContain(email, (await browser.OpenAsync("/dashboard")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_FromAnotherSite_IsForbidden()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        var email = await browser.SignInAsync();
        var dashboard = await browser.OpenAsync("/dashboard");
        (await browser.SubmitAsync(dashboard, new() { ["form_token"] = null }, action: SignOut)).Is(403);
        (await browser.SubmitAsync(dashboard, headers: h => h.Add("Sec-Fetch-Site", "cross-site"), action: SignOut)).Is(403);
        Assert.Contains(email, (await browser.OpenAsync("/dashboard")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OnApiPaths_CountsForNothing()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        await browser.SignInAsync();
        var session = browser.Cookies[PageVisitor.SessionCookie];

        (await browser.SendAsync(HttpMethod.Get, "/me")).Answer.Refuses(401, "AUTH_REQUIRED");
        (await browser.SendAsync(HttpMethod.Get, "/spikes")).Answer.Refuses(401, "AUTH_REQUIRED");
        (await app.GetAsync("/me", session)).Refuses(401, "AUTH_FAILED");
        (await app.GetAsync("/spikes?token=" + session)).Refuses(401, "AUTH_FAILED");
    }

    [Fact]
    public async Task UserToken_AsACookie_IsNoSession()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var browser = new PageVisitor(app) { Cookies = { [PageVisitor.SessionCookie] = await app.SignUpAsync(email) } };
        Assert.DoesNotContain(email, (await browser.OpenAsync("/dashboard")).Is(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%00")]
    public async Task Cookie_UnknownOrTampered_IsNoSession(string cookie)
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app) { Cookies = { [PageVisitor.SessionCookie] = cookie } };
        Assert.NotNull((await browser.OpenAsync("/dashboard")).Is(200).Document.QuerySelector("input[name=email]"));
    }

    [Fact]
    public async Task Logout_OfATokenAndRotation_LeaveTheSession()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        var email = await browser.SignInAsync();
        var token = await app.SignUpAsync(email);
        token = (await app.PostAsync("/auth/rotate-token", null, token)).Is(200)["token"]!.GetValue<string>();
        (await app.PostAsync("/auth/logout", null, token)).Is(200);
        Assert.Contains(email, (await browser.OpenAsync("/dashboard")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_Account_ShowsItsSharesOnly()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var token = await app.SignUpAsync(email);
        var (_, slug) = await app.NewShareAsync(token);
        var (_, foreign) = await app.NewShareAsync(await app.SignUpAsync());
        var browser = new PageVisitor(app);
        await browser.SignInAsync(email);

        var text = (await browser.OpenAsync("/dashboard")).Is(200).Text;

        Assert.Contains(slug, text, StringComparison.Ordinal);
        Assert.Contains("1 of 5 shares", text, StringComparison.Ordinal);
        Assert.DoesNotContain(foreign, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_OverHttps_HaveCookiesOfThisHostOnly()
    {
        var front = await server.OtherAsync("https", "--Spikes:PublicUrl=https://spikes.example");
        using var app = front.NewApp();
        var browser = new PageVisitor(app);
        var page = (await browser.OpenAsync("/dashboard")).Is(200);
        var cookie = page.Answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Matches("^__Host-spikes_form=[^;]+; path=/; secure; samesite=lax; httponly$", cookie);

        var landing = await browser.OpenAsync("/auth/verify?token=" + await app.RequestLoginTokenAsync(SpikesApp.NewEmail()));
        var signedIn = (await browser.SubmitAsync(landing)).Is(200);

        var session = signedIn.Answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Matches("^__Host-spikes_session=[A-Za-z0-9_-]{43}; max-age=2592000; path=/; secure; samesite=lax; httponly$", session);
        Assert.Contains("Signed in as", (await browser.OpenAsync("/dashboard")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_Again_EndsTheSessionBefore()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        await browser.SignInAsync();
        var before = browser.Cookies[PageVisitor.SessionCookie];
        var landing = await browser.OpenAsync("/auth/verify?token=" + await app.RequestLoginTokenAsync(SpikesApp.NewEmail()));
        (await browser.SubmitAsync(landing)).Is(200);
        Assert.NotEqual(before, browser.Cookies[PageVisitor.SessionCookie]);

        browser.Cookies[PageVisitor.SessionCookie] = before;

        Assert.NotNull((await browser.OpenAsync("/dashboard")).Is(200).Document.QuerySelector("input[name=email]"));
    }

    [Fact]
    public async Task Cookie_OfAnotherKeyRing_IsNoFormOfThisServer()
    {
        var front = await server.OtherAsync("no-poll", "--Spikes:Auth:EmailPoll=false");
        using var app = server.NewApp();
        using var foreign = front.NewApp();
        var elsewhere = new PageVisitor(foreign);
        var page = await elsewhere.OpenAsync("/dashboard");
        var here = new PageVisitor(app) { Cookies = { ["spikes_form"] = elsewhere.Cookies["spikes_form"] } };
        var isSameRing = server.IsCluster;

        var answer = await here.SubmitAsync(page, new() { ["email"] = SpikesApp.NewEmail() });

        // What serves HTTP in one cluster shares a ring; another process in Local mode has its own.
        answer.Is(isSameRing ? 200 : 403);
    }

    [Fact]
    public async Task Dashboard_UnknownPathBelow_IsAPageToo()
    {
        using var app = server.NewApp();
        (await new PageVisitor(app).OpenAsync("/dashboard/nowhere")).Is(404);
        (await new PageVisitor(app).OpenAsync("/dashboard/nowhere", h => h.Add("Sec-Fetch-Mode", "cors"))).Is(403);
        var options = await app.SendAsync(HttpMethod.Options, "/dashboard");
        Assert.Equal((204, "*"), (options.Status, options.Header("Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("/dashboard/style.css", "text/css; charset=utf-8")]
    [InlineData("/dashboard/icon.svg", "image/svg+xml")]
    public async Task Asset_OfThePages_IsServedAndRevalidated(string path, string type)
    {
        using var app = server.NewApp();
        var first = await app.GetAsync(path);
        Assert.Equal((200, type), (first.Status, first.Header("Content-Type")));
        var again = await app.SendAsync(HttpMethod.Get, path, headers: h => h.TryAddWithoutValidation("If-None-Match", first.Header("ETag")));
        Assert.Equal(304, again.Status);
    }
}
