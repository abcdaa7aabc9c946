namespace Spikes.Browser.Tests.Widget;

public sealed class KeyboardTests(SpikesServers servers, Chromium chromium)
{
    private const int MostTabs = 60;

    [Fact]
    public async Task WholeJob_KeysOnly_StoresTheElement()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        var (page, widget) = (visit.Page, visit.Widget);
        await OpenMenuAsync(visit);
        await PressAsync(page, "Tab", "Enter");
        await Expect(widget["hint"]).ToBeVisibleAsync();

        // body, header, main, its section, its wrapper, the headline, the lead
        await PressAsync(page, "ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "Enter");
        await Expect(widget["comments"]).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("By keyboard");
        await PressAsync(page, "Shift+Tab", "Space");
        await Expect(widget["rating-no"]).ToBeCheckedAsync();
        await PressAsync(page, "ArrowRight");
        await Expect(widget["rating-love"]).ToBeCheckedAsync();
        await PressAsync(page, "Tab", "Tab");
        await Expect(widget["name"]).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Kim");
        await PressAsync(page, "Tab", "Tab");
        await Expect(widget["send"]).ToBeFocusedAsync();
        await PressAsync(page, "Enter");
        await widget.IsSavedAsync();
        await Expect(widget["done"]).ToBeFocusedAsync();
        await PressAsync(page, "Enter");
        await Expect(widget["launcher"]).ToBeFocusedAsync();

        var spike = Assert.Single(await SpikesServers.SpikesOfAsync(app, share));
        SpikeAssert.Says(spike, "love", "By keyboard", "Kim");
        await SpikeAssert.MeansAsync(spike, visit, page.Locator(".lead"));
    }

    [Fact]
    public async Task Escape_InTheForm_ClosesKeepsTheDraftAndGivesFocusBack()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        var (page, widget) = (visit.Page, visit.Widget);
        await OpenMenuAsync(visit);
        await PressAsync(page, "Escape");
        await IsClosedAsync(widget);

        await PressAsync(page, "Enter", "Enter");
        await Expect(widget["comments"]).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("half a thought");
        await PressAsync(page, "Escape");
        await IsClosedAsync(widget);
        await Expect(widget["launcher"]).ToHaveTextAsync("Continue feedback");

        await PressAsync(page, "Enter");
        await Expect(widget["comments"]).ToHaveValueAsync("half a thought");
        await PressAsync(page, "Control+Enter");
        await widget.IsSavedAsync();
    }

    [Fact]
    public async Task Escape_WhilePicking_ReturnsToTheLauncherAndThePageWorksAgain()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        await visit.Widget.StartPickingAsync();
        await visit.Page.Locator(".lead").HoverAsync();
        await Expect(visit.Widget["outline"]).ToBeVisibleAsync();

        await PressAsync(visit.Page, "Escape");

        await IsClosedAsync(visit.Widget);
        await Expect(visit.Widget["hint"]).ToBeHiddenAsync();
        await Expect(visit.Widget["outline"]).ToBeHiddenAsync();
        // Clicks come back a moment later: until then a double click's second half is swallowed.
        await visit.Page.WaitForFunctionAsync(
            """
            () => {
              document.querySelector('.hero .button')?.click();
              return location.pathname.endsWith('/pricing.html');
            }
            """);
    }

    private static async Task IsClosedAsync(WidgetPanel widget)
    {
        await Expect(widget["panel"]).ToBeHiddenAsync();
        await Expect(widget["launcher"]).ToBeFocusedAsync();
    }

    private static async Task OpenMenuAsync(Visit visit)
    {
        var launcher = visit.Widget["launcher"];
        await Expect(launcher).ToBeVisibleAsync();
        for (var tab = 0; tab < MostTabs && !await launcher.EvaluateAsync<bool>("launcher => launcher.matches(':focus')"); tab++)
            await PressAsync(visit.Page, "Tab");
        await Expect(launcher).ToBeFocusedAsync();
        await PressAsync(visit.Page, "Enter");
        await Expect(visit.Widget["page-feedback"]).ToBeFocusedAsync();
    }

    private static async Task PressAsync(IPage page, params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }
}
