using Spikes.Browser.Tests.Widget;

namespace Spikes.Browser.Tests.Shares;

public sealed class ContentOriginTests(SpikesServers servers, Chromium chromium)
{
    private string Public => $"http://localhost:{servers.Split.Address.Port}";

    private string Content => $"http://127.0.0.1:{servers.Split.Address.Port}";

    [Fact]
    public async Task PublicHost_LinkToAShare_LeadsToTheContentHost()
    {
        using var app = servers.NewSplitApp();
        var share = await SampleShare.UploadAsync(app);
        Assert.Equal($"{Content}/s/{share.Slug}", share.Url);

        var answer = await app.GetAsync($"/s/{share.Slug}/docs/?a=b%20c");
        Assert.Equal((308, $"{share.Url}/docs/?a=b%20c"), (answer.Status, answer.Header("Location")));

        await using var visit = await chromium.OpenAsync($"{Public}/s/{share.Slug}");
        Assert.Equal(share.Url, visit.Page.Url);
        await Expect(visit.Widget["launcher"]).ToBeVisibleAsync();
        visit.IsFaultless();
    }

    [Fact]
    public async Task Widget_OnTheContentHost_PostsToThePublicHost()
    {
        using var app = servers.NewSplitApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        var headline = visit.Page.Locator("#headline");

        await visit.Widget.PickAsync(headline);
        await visit.Widget.FillAsync("love", "across origins", "Ines");
        await visit.Widget.SendAsync();

        Assert.Equal(Public + "/spikes", visit.LastPost.Url);
        var spike = Assert.Single(await SpikesServers.SpikesOfAsync(app, share));
        SpikeAssert.IsAsSent(spike, visit.LastBody);
        SpikeAssert.IsOfPage(spike, share, await visit.Page.TitleAsync(), share.Url);
        await SpikeAssert.MeansAsync(spike, visit, headline);
        visit.IsFaultless();
    }

    [Fact]
    public async Task Storage_OnTheContentHost_IsTheBrowsers()
    {
        using var app = servers.NewSplitApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url + "/pricing.html");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Yearly" }).ClickAsync();
        Assert.Equal(Content, await visit.Page.EvaluateAsync<string>("() => origin"));

        await visit.Page.ReloadAsync();

        await Expect(visit.Page.Locator(".plan.best .price")).ToContainTextAsync("€3");
        await Expect(visit.Page.Locator("script[src*=sandbox]")).ToHaveCountAsync(0);
        visit.IsFaultless();
    }

    [Fact]
    public async Task CapturedMails_FromTheContentHost_CannotBeRead()
    {
        using var app = servers.NewSplitApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);

        Assert.Equal("404 refused", await visit.Page.EvaluateAsync<string>(
            """
            async ([own, other]) => {
              const status = (await fetch(own)).status;
              try { return `${status} ${await (await fetch(other)).text()}`; } catch { return `${status} refused`; }
            }
            """, new[] { Content + "/dev/mail", Public + "/dev/mail" }));
    }
}
