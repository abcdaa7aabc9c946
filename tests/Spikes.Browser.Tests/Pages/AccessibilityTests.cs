namespace Spikes.Browser.Tests.Pages;

public sealed class AccessibilityTests(SpikesServers servers, Chromium chromium)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sample_WithTheWidgetsForm_HasNoViolation(bool phone)
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.NewVisitAsync(Options(phone, ColorScheme.Light));

        foreach (var path in SampleShare.Pages)
        {
            await visit.Page.GotoAsync(share.Url + path);
            await visit.Widget.StartPageFeedbackAsync();
            await HasNoViolationAsync(visit.Page, "form on " + path);
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Widget_InEveryState_HasNoViolation(ColorScheme scheme)
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app,
            """<!doctype html><html lang="en"><title>Plain</title><body><main><h1>Plain</h1></main></body></html>""");
        await using var visit = await chromium.OpenAsync(share.Url, Options(phone: false, scheme));
        var widget = visit.Widget;

        await widget["launcher"].ClickAsync();
        await HasNoViolationAsync(visit.Page, "menu");
        await widget["pick-element"].ClickAsync();
        await visit.Page.Locator("h1").HoverAsync();
        await HasNoViolationAsync(visit.Page, "picking");
        await visit.Page.Locator("h1").ClickAsync();
        await widget["send"].ClickAsync();
        await Expect(widget.Status).ToHaveClassAsync("error");
        await widget["rating-like"].CheckAsync();
        await HasNoViolationAsync(visit.Page, "complaint");
        await widget.SendAsync();
        await HasNoViolationAsync(visit.Page, "saved");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task CapturedMails_AsAPage_HaveNoViolation(ColorScheme scheme)
    {
        using var app = servers.NewApp();
        var email = SpikesApp.NewEmail();
        await app.RequestLoginTokenAsync(email);
        await using var visit = await chromium.OpenAsync(servers.Plain.Address + "dev/mail", Options(phone: false, scheme));

        await Expect(visit.Page.GetByText("To " + email)).ToBeVisibleAsync();
        await HasNoViolationAsync(visit.Page, "mails");
    }

    [Fact]
    public async Task Check_PageWithFaults_FindsThemInShadowRootsToo()
    {
        await using var visit = await chromium.NewVisitAsync();
        await visit.Page.SetContentAsync(
            """
            <!doctype html><html lang="en"><title>Faulty</title><body><main><h1>Faulty</h1><img src="data:,"><div id="host"></div></main>
            <script>document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = '<input>';</script></body></html>
            """);

        var violations = await Axe.ViolationsAsync(visit.Page, "faulty");

        Assert.Equal(["image-alt", "label"], violations.Select(violation => violation.Split(' ')[1]).Order(StringComparer.Ordinal));
    }

    private static BrowserNewContextOptions Options(bool phone, ColorScheme scheme)
    {
        var options = phone ? Chromium.Phone : new() { ViewportSize = new() { Width = 1280, Height = 800 } };
        options.ColorScheme = scheme;
        return options;
    }

    private static async Task HasNoViolationAsync(IPage page, string state) => Assert.Empty(await Axe.ViolationsAsync(page, state));
}
