using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Pages;

public sealed class VerifyPageTests(SpikesServer server)
{
    [Fact]
    public async Task Open_MailedLinkAHundredTimes_ShowsWhoAskedAndUsesNothingUp()
    {
        using var app = server.NewApp(unlimited: true);
        var email = SpikesApp.NewEmail();
        var path = PathFor(await app.RequestLoginTokenAsync(email));
        for (var time = 0; time < 100; time++)
        {
            var method = time % 2 == 0 ? HttpMethod.Get : HttpMethod.Head;
            Assert.Equal(200, (await new PageVisitor(app).SendAsync(method, path)).Status);
        }

        var browser = new PageVisitor(app);
        var page = (await browser.OpenAsync(path)).Is(200);

        Assert.Contains(email, page.Text, StringComparison.Ordinal);
        Assert.Contains(app.ClientAddress, page.Text, StringComparison.Ordinal);
        Assert.Matches(@"Asked for \d{1,2} \w+ 20\d\d, \d\d:\d\d UTC", page.Text);
        Assert.Single(page.Document.QuerySelectorAll("button"));
        (await browser.SubmitAsync(page)).Is(200);
    }

    [Fact]
    public async Task Confirm_Button_SignsTheBrowserInOnce()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var loginToken = await app.RequestLoginTokenAsync(email);
        var browser = new PageVisitor(app);
        var landing = await browser.OpenAsync(PathFor(loginToken));

        var confirmed = (await browser.SubmitAsync(landing)).Is(200);

        var cookie = confirmed.Answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(PageVisitor.SessionCookie, StringComparison.Ordinal));
        Assert.Matches("^spikes_session=[A-Za-z0-9_-]{43}; max-age=2592000; path=/; samesite=lax; httponly$", cookie);
        Assert.Contains(email, (await browser.OpenAsync("/dashboard")).Is(200).Text, StringComparison.Ordinal);
        Assert.Contains("used", (await browser.SubmitAsync(landing)).Is(410).Heading, StringComparison.Ordinal);
        Assert.Contains("used", (await browser.OpenAsync(PathFor(loginToken))).Is(410).Heading, StringComparison.Ordinal);
        (await app.PostAsync("/auth/verify", new JsonObject { ["login_token"] = loginToken })).Refuses(401, "TOKEN_USED");
    }

    [Fact]
    public async Task Confirm_ManyTimesInParallel_SucceedsOnce()
    {
        using var app = server.NewApp(unlimited: true);
        var browser = new PageVisitor(app);
        var landing = await browser.OpenAsync(PathFor(await app.RequestLoginTokenAsync(SpikesApp.NewEmail())));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SameBrowser(browser).SubmitAsync(landing)));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.Is(410));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("%00")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Open_UnknownToken_IsNotFound(string token)
    {
        using var app = server.NewApp();
        (await new PageVisitor(app).OpenAsync(PathFor(token))).Is(404);
        (await new PageVisitor(app).OpenAsync("/auth/verify")).Is(404);
    }

    [Fact]
    public async Task Confirm_TokenOfAnotherLink_UsesThatOneOnly()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        var landing = await browser.OpenAsync(PathFor(await app.RequestLoginTokenAsync(SpikesApp.NewEmail())));

        (await browser.SubmitAsync(landing, new() { ["token"] = "truncated" })).Is(404);
        (await browser.SubmitAsync(landing, new() { ["token"] = null })).Is(404);

        (await browser.SubmitAsync(landing)).Is(200);
    }

    [Fact]
    public async Task Confirm_WithoutTheBrowsersOwnFormValue_IsForbiddenAndUsesNothingUp()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        var stranger = new PageVisitor(app);
        var landing = await browser.OpenAsync(PathFor(await app.RequestLoginTokenAsync(SpikesApp.NewEmail())));
        var foreign = (await stranger.OpenAsync("/dashboard")).Document.QuerySelector("input[name=form_token]")!.GetAttribute("value")!;

        (await browser.SubmitAsync(landing, new() { ["form_token"] = null })).Is(403);
        (await browser.SubmitAsync(landing, new() { ["form_token"] = "garbage" })).Is(403);
        (await browser.SubmitAsync(landing, new() { ["form_token"] = foreign })).Is(403);
        (await new PageVisitor(app).SubmitAsync(landing)).Is(403);
        (await stranger.SubmitAsync(landing)).Is(403);
        (await browser.SendAsync(HttpMethod.Post, "/auth/verify/confirm", SpikesApp.Json("{}"))).Is(403);
        (await browser.SendAsync(HttpMethod.Post, "/auth/verify/confirm")).Is(403);
        browser.Cookies["spikes_form"] += "x";
        (await browser.SubmitAsync(landing)).Is(403);

        browser.Cookies["spikes_form"] = browser.Cookies["spikes_form"][..^1];
        (await browser.SubmitAsync(landing)).Is(200);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Mode", "cors")]
    [InlineData("Sec-Fetch-Mode", "no-cors")]
    [InlineData("Sec-Fetch-Mode", "")]
    public async Task Confirm_NotByTheButton_IsForbiddenAndUsesNothingUp(string header, string value)
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        var landing = await browser.OpenAsync(PathFor(await app.RequestLoginTokenAsync(SpikesApp.NewEmail())));

        (await browser.SubmitAsync(landing, headers: h => h.TryAddWithoutValidation(header, value))).Is(403);

        (await browser.SubmitAsync(landing, headers: Navigation)).Is(200);
    }

    [Fact]
    public async Task Open_ByAScript_IsForbidden()
    {
        using var app = server.NewApp();
        var path = PathFor(await app.RequestLoginTokenAsync(SpikesApp.NewEmail()));
        (await new PageVisitor(app).OpenAsync(path, h => h.Add("Sec-Fetch-Mode", "cors"))).Is(403);
        (await new PageVisitor(app).OpenAsync(path, Navigation)).Is(200);
    }

    [Fact]
    public async Task Open_MoreThanTwentyInAMinute_WaitsTogetherWithThePosts()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        for (var time = 0; time < 10; time++)
        {
            (await browser.OpenAsync(PathFor("unknown"))).Is(404);
            (await app.PostAsync("/auth/verify", new JsonObject { ["login_token"] = "unknown" })).Refuses(401, "TOKEN_INVALID");
        }

        var refused = (await browser.OpenAsync(PathFor("unknown"))).Is(429);

        Assert.InRange(int.Parse(refused.Answer.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        (await app.PostAsync("/auth/verify", new JsonObject { ["login_token"] = "unknown" })).Refuses(429, "RATE_LIMIT");
    }

    [Fact]
    public async Task Confirm_RecoveryLink_EndsTokensAndSessionsAndLeadsToTheDashboard()
    {
        using var app = server.NewApp();
        var email = SpikesApp.NewEmail();
        var old = new PageVisitor(app);
        await old.SignInAsync(email);
        var token = await app.SignUpAsync(email);
        (await old.OpenAsync("/dashboard")).Is(200);
        (await app.PostAsync("/auth/recover", new JsonObject { ["email"] = email })).Is(200);
        var browser = new PageVisitor(app);
        var landing = (await browser.OpenAsync(PathFor(await app.ReadNextLoginTokenAsync(email)))).Is(200);
        Assert.Contains("Recover", landing.Heading, StringComparison.Ordinal);

        Assert.Equal("/dashboard", (await browser.SubmitAsync(landing)).RedirectsTo());

        (await app.GetAsync("/me", token)).Refuses(401, "AUTH_FAILED");
        Assert.DoesNotContain(email, (await old.OpenAsync("/dashboard")).Is(200).Text, StringComparison.Ordinal);
        Assert.Contains(email, (await browser.OpenAsync("/dashboard")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirm_ByAnotherMethod_IsAnApiPath()
    {
        using var app = server.NewApp();
        var answer = (await new PageVisitor(app).OpenAsync("/auth/verify/confirm")).Answer;
        answer.Refuses(405, "METHOD_NOT_ALLOWED");
        Assert.Equal("POST, OPTIONS", answer.Header("Allow"));
    }

    [Fact]
    public async Task Confirm_ValueBeyondTheLimit_IsRefused()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        var landing = await browser.OpenAsync(PathFor(await app.RequestLoginTokenAsync(SpikesApp.NewEmail())));
        (await browser.SubmitAsync(landing, new() { ["more"] = new string('x', 100_000) })).Is(413);
        (await browser.SubmitAsync(landing)).Is(200);
    }

    private static void Navigation(System.Net.Http.Headers.HttpRequestHeaders headers)
    {
        headers.Add("Sec-Fetch-Mode", "navigate");
        headers.Add("Sec-Fetch-Site", "same-origin");
    }

    // Answers in parallel must not change one jar of cookies.
    private static PageVisitor SameBrowser(PageVisitor browser)
    {
        var same = new PageVisitor(browser.App);
        foreach (var (name, value) in browser.Cookies)
            same.Cookies[name] = value;
        return same;
    }

    private static string PathFor(string token) => "/auth/verify?token=" + token;
}
