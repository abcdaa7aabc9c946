namespace Spikes.Browser.Tests.Widget;

public sealed class ReviewerTests(SpikesServers servers, Chromium chromium)
{
    [Fact]
    public async Task Name_RealStorage_IsRememberedBetweenVisits()
    {
        using var app = servers.NewSplitApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        await visit.Widget.StartPageFeedbackAsync();
        await visit.Widget.FillAsync("love", "first visit", "Ines");
        await visit.Widget.SendAsync();
        var id = (string?)visit.LastBody["reviewer"]!["id"];

        await visit.Page.GotoAsync(share.Url + "/pricing.html");
        await visit.Widget.StartPageFeedbackAsync();
        await Expect(visit.Widget["name"]).ToHaveValueAsync("Ines");
        await visit.Widget.FillAsync("like", "second visit");
        await visit.Widget.SendAsync();

        Assert.Equal("Ines", (string?)visit.LastBody["reviewer"]!["name"]);
        Assert.Equal(id, (string?)visit.LastBody["reviewer"]!["id"]);
    }

    [Fact]
    public async Task Name_Sandbox_IsRememberedOnThePage()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        await visit.Widget.StartPageFeedbackAsync();
        await visit.Widget.FillAsync("love", "first", "Ines");
        await visit.Widget.SendAsync();

        await visit.Widget.StartPageFeedbackAsync();

        await Expect(visit.Widget["name"]).ToHaveValueAsync("Ines");
    }

    [Fact]
    public async Task Name_NobodyGaveOne_IsAnonymous()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        await visit.Widget.StartPageFeedbackAsync();
        await visit.Widget.FillAsync(null, "no name", "   ");
        await visit.Widget.SendAsync();

        var spike = Assert.Single(await SpikesServers.SpikesOfAsync(app, share));
        SpikeAssert.Says(spike, null, "no name", "Anonymous");
    }
}
