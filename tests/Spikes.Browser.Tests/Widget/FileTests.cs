namespace Spikes.Browser.Tests.Widget;

public sealed class FileTests(SpikesServers servers, Chromium chromium)
{
    [Fact]
    public async Task PageOnDisk_WithTheWidgetsTag_PostsToTheServer()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        using var folder = new TestDirectory();
        var server = servers.Plain.Address;
        var file = folder.WriteFile("draft page.html",
            $"""
            <!doctype html><title>Draft</title><body><h1>Draft</h1><p>On disk</p>
            <script src="{server}widget.js" data-endpoint="{server}spikes" data-project="{share.Slug}"></script></body>
            """);
        await using var visit = await chromium.OpenAsync(new Uri(file).AbsoluteUri);
        var paragraph = visit.Page.GetByText("On disk");

        await visit.Widget.PickAsync(paragraph);
        await visit.Widget.FillAsync("love", "from disk", "Ines");
        await visit.Widget.SendAsync();

        var spike = Assert.Single(await SpikesServers.SpikesOfAsync(app, share));
        SpikeAssert.IsAsSent(spike, visit.LastBody);
        SpikeAssert.Says(spike, "love", "from disk", "Ines");
        await SpikeAssert.MeansAsync(spike, visit, paragraph);
        Assert.Equal(share.Slug, (string?)spike["projectKey"]);
        Assert.StartsWith("file:///", (string?)spike["url"], StringComparison.Ordinal);
        visit.IsFaultless();
    }
}
