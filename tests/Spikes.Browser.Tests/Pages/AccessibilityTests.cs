using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Spikes.Browser.Tests.Pages;

public sealed class AccessibilityTests(SpikesServers servers, Chromium chromium)
{
    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("/pricing.html", false)]
    [InlineData("/pricing.html", true)]
    [InlineData("/docs/index.html", false)]
    [InlineData("/docs/index.html", true)]
    public async Task SamplePage_WithTheWidgetsForm_HasNoViolation(string path, bool phone)
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url + path, Options(phone, ColorScheme.Light));

        await visit.Widget.StartPageFeedbackAsync();

        await HasNoViolationAsync(visit.Page, "form");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Widget_InEveryState_HasNoViolation(ColorScheme scheme)
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app, """<!doctype html><html lang="en"><title>Plain</title><body><main><h1>Plain</h1></main></body></html>""");
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

    private static BrowserNewContextOptions Options(bool phone, ColorScheme scheme)
    {
        var options = phone ? Chromium.Phone : new() { ViewportSize = new() { Width = 1280, Height = 800 } };
        options.ColorScheme = scheme;
        return options;
    }

    private static async Task HasNoViolationAsync(IPage page, string state)
    {
        var result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        Assert.Empty(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{state}: {Line(violation, node)}")));
    }

    private static string Line(AxeResultItem violation, AxeResultNode node) => $"{violation.Id} at {node.Target}: {node.Html}";
}
