namespace Spikes.Browser.Tests.Widget;

public sealed class MainJobTests(SpikesServers servers, Chromium chromium)
{
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Share_PageAndElementFeedback_IsReadBack(string end)
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url + end);
        var (page, widget) = (visit.Page, visit.Widget);

        await widget.StartPageFeedbackAsync();
        await Expect(widget["subject"]).ToHaveTextAsync("Fellside – walking maps that work without a signal");
        await widget.FillAsync("love", "Warm and clear.", "Ines");
        await widget.SendAsync();
        var aboutPage = visit.LastBody;
        var card = page.Locator(".card h3").Nth(1);
        await widget.PickAsync(card);
        await Expect(widget["subject"]).ToContainTextAsync("Glance, don’t stare");
        await widget.FillAsync("meh", "Say <what> “buzzes”.\nPlease.");
        await widget.SendAsync();
        var aboutCard = visit.LastBody;

        var spikes = await SpikesServers.SpikesOfAsync(app, share);
        Assert.Equal(2, spikes.Length);
        SpikeAssert.IsAsSent(spikes[0], aboutPage);
        SpikeAssert.IsOfPage(spikes[0], share, await page.TitleAsync(), share.Url + end);
        SpikeAssert.Says(spikes[0], "love", "Warm and clear.", "Ines");
        Assert.Equal("page", (string?)spikes[0]["type"]);
        Assert.Null(spikes[0]["selector"]);
        SpikeAssert.IsAsSent(spikes[1], aboutCard);
        SpikeAssert.IsOfPage(spikes[1], share, await page.TitleAsync(), share.Url + end);
        SpikeAssert.Says(spikes[1], "meh", "Say <what> “buzzes”.\nPlease.", "Ines");
        Assert.Equal("Glance, don’t stare", (string?)spikes[1]["elementText"]);
        Assert.Equal("""{"width":1280,"height":800}""", spikes[1]["viewport"]!.ToJsonString());
        Assert.Equal((string?)spikes[0]["reviewer"]!["id"], (string?)spikes[1]["reviewer"]!["id"]);
        await SpikeAssert.MeansAsync(spikes[1], visit, card);
        visit.IsFaultless();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Subpage_ReachedByRelativeLink_TakesFeedbackToo(string end)
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url + end);
        var (page, widget) = (visit.Page, visit.Widget);
        await page.GetByRole(AriaRole.Link, new() { Name = "How downloads work" }).ClickAsync();
        // Not WaitForURLAsync: it can miss the load event and then waits for it in vain (microsoft/playwright-dotnet#3364).
        await Expect(page).ToHaveURLAsync(share.Url + "/docs/index.html#download");
        await page.WaitForFunctionAsync("() => document.readyState === 'complete'");

        var profile = page.GetByAltText("Height profile");
        await widget.PickAsync(profile);
        await widget.FillAsync("no", "The axis has no unit.", "Ravi");
        await widget.SendAsync();

        var spike = Assert.Single(await SpikesServers.SpikesOfAsync(app, share));
        SpikeAssert.IsAsSent(spike, visit.LastBody);
        SpikeAssert.IsOfPage(spike, share, "Guide – Fellside", share.Url + "/docs/index.html#download");
        SpikeAssert.Says(spike, "no", "The axis has no unit.", "Ravi");
        await SpikeAssert.MeansAsync(spike, visit, profile);
        visit.IsFaultless();
    }

    [Fact]
    public async Task EveryPage_ImagesAndStyles_AreLoaded()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.NewVisitAsync();
        foreach (var path in new[] { "", "/", "/pricing.html", "/docs", "/docs/index.html" })
        {
            await visit.Page.GotoAsync(share.Url + path);
            await Expect(visit.Widget["launcher"]).ToBeVisibleAsync();

            var areLoaded = await visit.Page.EvaluateAsync<bool>("() => [...document.images].every(image => image.naturalWidth > 0)");
            Assert.True(areLoaded, path);
            await Expect(visit.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(251, 249, 244)");
            visit.IsFaultless();
        }
    }

    [Fact]
    public async Task Send_RatingOnly_IsStoredAndNothingAtAllIsNot()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        await visit.Widget.StartPageFeedbackAsync();

        await visit.Widget["send"].ClickAsync();
        await Expect(visit.Widget.Status).ToHaveTextAsync("Choose a rating or write a comment first.");
        await visit.Widget["rating-like"].CheckAsync();
        await visit.Widget.SendAsync();

        SpikeAssert.Says(Assert.Single(await SpikesServers.SpikesOfAsync(app, share)), "like", "", "Anonymous");
    }

    [Fact]
    public async Task Badge_FreeOwner_IsShown()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);

        await visit.Widget["launcher"].ClickAsync();

        await Expect(visit.Widget["badge"]).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("script[data-no-badge]")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("""<script src="ORIGIN/widget.js" data-project="mine"></script>""", 1)]
    [InlineData(
        """<script src="ORIGIN/spikes.js" data-project="mine"></script><script src="ORIGIN/widget.js" data-project="x"></script>""", 2)]
    [InlineData("""<script type="module" src="ORIGIN/widget.js" data-project="mine"></script>""", 1)]
    public async Task Page_LoadsTheWidgetItself_GetsItOnceWithItsOwnOptions(string tags, int scripts)
    {
        using var app = servers.NewApp();
        var origin = new UriBuilder(servers.Plain.Address) { Host = "localhost" }.Uri.GetLeftPart(UriPartial.Authority);
        var own = tags.Replace("ORIGIN", origin, StringComparison.Ordinal);
        var share = await SampleShare.UploadAsync(app, $"<!doctype html><title>Own</title><body><h1>Own</h1>{own}</body>");
        await using var visit = await chromium.OpenAsync(share.Url);

        await visit.Widget.StartPageFeedbackAsync();
        await visit.Widget.FillAsync("like", "once");
        await visit.Widget.SendAsync();

        await Expect(visit.Widget.Host).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("script[data-project]")).ToHaveCountAsync(scripts);
        Assert.Equal("mine", (string?)visit.LastBody["projectKey"]);
        visit.IsFaultless();
    }
}
