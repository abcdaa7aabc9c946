namespace Spikes.Browser.Tests.Widget;

public sealed class PhoneTests(SpikesServers servers, Chromium chromium)
{
    [Fact]
    public async Task WholeJob_ByTouch_StoresTheElement()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url, Chromium.Phone);
        var widget = visit.Widget;
        await widget["launcher"].TapAsync();
        await FitsAsync(visit, "panel");
        await widget["pick-element"].TapAsync();
        await Expect(widget["hint"]).ToContainTextAsync("Tap the element");
        await FitsAsync(visit, "hint");

        var headline = visit.Page.Locator("#headline");
        await headline.TapAsync();
        await FitsAsync(visit, "panel");
        await visit.Page.Locator("spikes-widget label:has(#rating-meh)").TapAsync();
        await widget["comments"].FillAsync("by thumb");
        await widget["send"].TapAsync();
        await widget.IsSavedAsync();

        var spike = Assert.Single(await SpikesServers.SpikesOfAsync(app, share));
        SpikeAssert.Says(spike, "meh", "by thumb", "Anonymous");
        await SpikeAssert.MeansAsync(spike, visit, headline);
        Assert.Equal("""{"width":390,"height":844}""", spike["viewport"]!.ToJsonString());
    }

    [Fact]
    public async Task Tap_OnALinkWhilePicking_DoesNotFollowIt()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url, Chromium.Phone);
        await visit.Widget["launcher"].TapAsync();
        await visit.Widget["pick-element"].TapAsync();

        var link = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Start walking" });
        await link.TapAsync();
        await Expect(visit.Widget["comments"]).ToBeFocusedAsync();

        Assert.Equal(share.Url, visit.Page.Url);
        await Expect(visit.Widget["subject"]).ToContainTextAsync("Start walking");
    }

    [Fact]
    public async Task Sample_OnAPhone_IsNotWiderThanTheScreen()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.NewVisitAsync(Chromium.Phone);

        foreach (var path in SampleShare.Pages)
        {
            await visit.Page.GotoAsync(share.Url + path);
            Assert.Equal(390, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).TapAsync();
            await Expect(visit.Page.Locator("#site-nav")).ToBeVisibleAsync();
        }
    }

    private static async Task FitsAsync(Visit visit, string id)
    {
        await Expect(visit.Widget[id]).ToBeVisibleAsync();
        var box = (await visit.Widget[id].BoundingBoxAsync())!;
        Assert.InRange(box.X, 0, 390 - box.Width);
        Assert.InRange(box.Y, 0, 844 - box.Height);
    }
}
