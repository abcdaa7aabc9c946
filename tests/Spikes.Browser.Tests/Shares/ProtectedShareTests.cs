namespace Spikes.Browser.Tests.Shares;

/// <summary>A protected share of many files, opened by its form: everything that its pages load comes along.</summary>
public sealed class ProtectedShareTests(SpikesServers servers, Chromium chromium)
{
    private const string Password = "Zugang & mehr ✓";

    private const string Image =
        """<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="green"/></svg>""";

    private static readonly (string Name, string Text)[] Files =
    [
        ("index.html",
            """
            <!doctype html><html lang="en"><head><title>First</title><link rel="icon" href="data:,"><link rel="stylesheet" href="css/app.css"></head>
            <body><main><h1>First</h1><img src="img/a.svg" alt="green"><p id="by-script"></p><a href="docs/">Docs</a></main>
            <script src="js/app.js"></script></body></html>
            """),
        ("css/app.css", "@import 'more.css'; h1 { color: rgb(1, 2, 3); }"),
        ("css/more.css", "main { background: url(../img/a.svg); padding-left: 17px; }"),
        ("js/app.js", "document.getElementById('by-script').textContent = 'script ran';"),
        ("img/a.svg", Image),
        ("docs/index.html",
            """
            <!doctype html><html lang="en"><head><title>Docs</title><link rel="icon" href="data:,"><link rel="stylesheet" href="../css/app.css"></head>
            <body><main><h1>Docs</h1><img src="../img/a.svg" alt="green"><p id="by-script"></p><a href="../index.html">Back</a></main>
            <script src="../js/app.js"></script></body></html>
            """),
    ];

    public static TheoryData<bool, bool, ColorScheme> Looks => new()
    {
        { false, false, ColorScheme.Light }, { false, true, ColorScheme.Dark }, { true, false, ColorScheme.Dark }, { true, true, ColorScheme.Light },
    };

    [Theory]
    [InlineData(false, "", true)]
    [InlineData(false, "/", false)]
    [InlineData(true, "", false)]
    [InlineData(true, "/index.html", true)]
    public async Task Form_RightPassword_OpensThePageWithAllThatItLoads(bool split, string path, bool javaScript)
    {
        var (owner, origin) = await OwnerAsync(split);
        using var app = owner.App;
        var (_, slug) = await owner.ShareAsync(Password, Files);
        await using var visit = await chromium.NewVisitAsync(new() { JavaScriptEnabled = javaScript });
        var page = visit.Page;

        Assert.Equal(401, (await page.GotoAsync($"{origin}/s/{slug}{path}"))!.Status);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.Keyboard.PressAsync("Enter");

        await HasLoadedAsync(page, "First", javaScript);
        Assert.StartsWith($"{origin}/s/{slug}/~", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Docs" }).ClickAsync();
        await HasLoadedAsync(page, "Docs", javaScript);
        await page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await HasLoadedAsync(page, "First", javaScript);
        Assert.Empty(await page.Context.CookiesAsync());
        // The one complaint is the answer that asked for the password.
        Assert.All(visit.Faults, fault => Assert.Contains("401", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Query_RightPassword_OpensASubPageWithAllThatItLoads(bool split)
    {
        var (owner, origin) = await OwnerAsync(split);
        using var app = owner.App;
        var (_, slug) = await owner.ShareAsync(Password, Files);
        await using var visit = await chromium.OpenAsync($"{origin}/s/{slug}/docs/?pw={Uri.EscapeDataString(Password)}");

        await HasLoadedAsync(visit.Page, "Docs", javaScript: true);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await HasLoadedAsync(visit.Page, "First", javaScript: true);
        visit.IsFaultless();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Widget_OnAProtectedPage_SendsNeitherPasswordNorPass(bool split)
    {
        var (owner, origin) = await OwnerAsync(split);
        using var app = owner.App;
        var (_, slug) = await owner.ShareAsync(Password, Files);
        await using var visit = await chromium.OpenAsync($"{origin}/s/{slug}/docs/?a=1&pw={Uri.EscapeDataString(Password)}&b=2");
        await FeedBackAsync(visit);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "First" })).ToBeVisibleAsync();
        await FeedBackAsync(visit);

        var spikes = (await app.GetAsync("/spikes?project=" + slug, owner.Token)).Is(200)["data"]!.AsArray();
        Assert.Equal(
            [$"{origin}/s/{slug}/index.html", $"{origin}/s/{slug}/docs/?a=1&b=2"], spikes.Select(spike => spike!["url"]!.GetValue<string>()));
    }

    [Fact]
    public async Task PublicHost_FormPage_IsOnTheContentHostFromTheFirstRequestOn()
    {
        var (owner, origin) = await OwnerAsync(split: true);
        using var app = owner.App;
        var (_, slug) = await owner.ShareAsync(Password, Files);
        await using var visit = await chromium.OpenAsync($"http://localhost:{servers.Split.Address.Port}/s/{slug}/docs");

        await visit.Page.GetByLabel("Password").FillAsync(Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await HasLoadedAsync(visit.Page, "Docs", javaScript: true);
        Assert.StartsWith($"{origin}/s/{slug}/~", visit.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Pages_AskingAndRefusing_LookWell(bool split, bool phone, ColorScheme scheme)
    {
        var (owner, origin) = await OwnerAsync(split);
        using var app = owner.App;
        var (_, slug) = await owner.ShareAsync(Password, Files);
        var options = phone ? Chromium.Phone : new() { ViewportSize = new() { Width = 1280, Height = 800 } };
        options.ColorScheme = scheme;
        await using var visit = await chromium.OpenAsync($"{origin}/s/{slug}", options);
        var page = visit.Page;

        await Appearance.IsGoodAsync(page, "password");
        Assert.NotEqual("rgba(0, 0, 0, 0)", await page.Locator("button").EvaluateAsync<string>("button => getComputedStyle(button).backgroundColor"));
        await page.GetByLabel("Password").FillAsync("wrong");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This is not the password.");
        await Appearance.IsGoodAsync(page, "password-wrong");
        for (var attempt = 0; attempt < 5; attempt++)
            await page.GotoAsync($"{origin}/s/{slug}?pw=wrong");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Too many tries.");
        await Appearance.IsGoodAsync(page, "password-too-often");
        await owner.SetTierAsync("free");
        await page.GotoAsync($"{origin}/s/{slug}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Share is locked" })).ToBeVisibleAsync();
        await Appearance.IsGoodAsync(page, "password-locked");
        Assert.Equal(0, await page.Locator("form").CountAsync());
    }

    private static async Task FeedBackAsync(Visit visit)
    {
        await visit.Widget.StartPageFeedbackAsync();
        await visit.Widget.FillAsync("like", "seen");
        await visit.Widget.SendAsync();
    }

    private static async Task HasLoadedAsync(IPage page, string heading, bool javaScript)
    {
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
        await Expect(page.Locator("h1")).ToHaveCSSAsync("color", "rgb(1, 2, 3)");
        await Expect(page.Locator("main")).ToHaveCSSAsync("padding-left", "17px");
        Assert.Equal(30, await page.Locator("img").EvaluateAsync<int>("image => image.naturalWidth"));
        await Expect(page.Locator("#by-script")).ToHaveTextAsync(javaScript ? "script ran" : "");
    }

    private async Task<(Payer Owner, string Origin)> OwnerAsync(bool split)
    {
        var app = split ? servers.NewSplitApp() : servers.NewApp();
        var owner = await Payer.SignUpAsync(app, split ? servers.SplitTiers : servers.PlainTiers);
        return (owner, (split ? servers.Split : servers.Plain).Address.GetLeftPart(UriPartial.Authority));
    }
}
