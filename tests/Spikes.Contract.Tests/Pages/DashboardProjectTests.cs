using Xunit;

namespace Spikes.Contract.Tests.Pages;

public sealed class DashboardProjectTests(SpikesServer server)
{
    private const string Register = "/dashboard/projects";
    private const string Origins = "/dashboard/projects/origins";

    private readonly string _key = "dash-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Register_Key_IsTheAccountsAndListed()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        var email = await browser.SignInAsync();

        Assert.Equal("/dashboard", (await RegisterAsync(browser, $" {_key} ")).RedirectsTo());

        Assert.Contains(_key, (await browser.OpenAsync("/dashboard")).Is(200).Text, StringComparison.Ordinal);
        var own = (await app.GetAsync("/me/projects", await app.SignUpAsync(email))).Is(200)["data"]!.AsArray();
        Assert.Equal(_key, Assert.Single(own)!["key"]!.GetValue<string>());
        var taken = (await RegisterAsync(browser, _key)).Is(409);
        Assert.Contains("taken", taken.Document.QuerySelector("#key-fault")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0001b")]
    public async Task Register_NoKey_IsSaidBesideTheField(string key)
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        await browser.SignInAsync();
        Assert.NotNull((await RegisterAsync(browser, key)).Is(400).Document.QuerySelector("#key-fault"));
    }

    [Fact]
    public async Task SetOrigins_Form_HoldsAtOnceForPosts()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        await browser.SignInAsync();
        await RegisterAsync(browser, _key);
        Assert.Equal(201, await PostAsync(app, "https://other.example"));

        var page = await browser.OpenAsync("/dashboard");
        var saved = await browser.SubmitAsync(page, new() { ["origins"] = "HTTPS://Own.Example:443\r\n\r\n null \r\n" }, action: Origins);

        Assert.Equal("/dashboard", saved.RedirectsTo());
        Assert.Equal((403, 201, 201), (await PostAsync(app, "https://other.example"), await PostAsync(app, "https://own.example"), await PostAsync(app, "null")));
        page = await browser.OpenAsync("/dashboard");
        Assert.Equal("https://own.example\nnull", page.Document.QuerySelector("textarea")!.TextContent);
        var refused = (await browser.SubmitAsync(page, new() { ["origins"] = "https://own.example/path" }, action: Origins)).Is(400);
        Assert.Equal("https://own.example/path", refused.Document.QuerySelector("textarea")!.TextContent);
        Assert.Equal(403, await PostAsync(app, "https://other.example"));
    }

    [Fact]
    public async Task SetOrigins_ForeignProjectOrForm_ChangesNothing()
    {
        using var app = server.NewApp();
        var (owner, stranger) = (new PageVisitor(app), new PageVisitor(app));
        await owner.SignInAsync();
        await stranger.SignInAsync();
        await RegisterAsync(owner, _key);
        await RegisterAsync(stranger, _key + "-2");
        var page = await owner.OpenAsync("/dashboard");
        var id = page.Document.QuerySelector("input[name=project]")!.GetAttribute("value");
        var fields = new Dictionary<string, string?> { ["project"] = id, ["origins"] = "https://evil.example" };

        (await stranger.SubmitAsync(await stranger.OpenAsync("/dashboard"), fields, action: Origins)).Is(404);
        (await stranger.SubmitAsync(await stranger.OpenAsync("/dashboard"), new(fields) { ["project"] = "x" }, action: Origins)).Is(404);
        (await stranger.SubmitAsync(page, fields, action: Origins)).Is(403);
        (await owner.SubmitAsync(page, new(fields) { ["form_token"] = null }, action: Origins)).Is(403);

        Assert.Equal(201, await PostAsync(app, "https://other.example"));
    }

    [Fact]
    public async Task Forms_SignedOutMeanwhile_AreRefused()
    {
        using var app = server.NewApp();
        var browser = new PageVisitor(app);
        await browser.SignInAsync();
        var page = await browser.OpenAsync("/dashboard");
        browser.Cookies.Remove(PageVisitor.SessionCookie);
        (await browser.SubmitAsync(page, new() { ["key"] = _key }, action: Register)).Is(403);
        Assert.Equal(0, (await app.GetAsync("/me/projects", await app.SignUpAsync())).Is(200)["pagination"]!["total"]!.GetValue<int>());
    }

    private static async Task<VisitedPage> RegisterAsync(PageVisitor browser, string key) =>
        await browser.SubmitAsync(await browser.OpenAsync("/dashboard"), new() { ["key"] = key }, action: Register);

    private async Task<int> PostAsync(SpikesApp app, string origin) => (await app.SendAsync(
        HttpMethod.Post, "/spikes", body: SpikesApp.Json(SpikesApp.Spike(_key).ToJsonString()), headers: h => h.Add("Origin", origin))).Status;
}
