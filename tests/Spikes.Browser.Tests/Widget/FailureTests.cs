using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Spikes.Browser.Tests.Widget;

public sealed partial class FailureTests(SpikesServers servers, Chromium chromium)
{
    private static readonly (int Status, string Body, string Reason)[] OtherAnswers =
    [
        (200, "<html>a proxy's page</html>", "did not confirm"),
        (503, """{"error":"Unavailable","code":"UNAVAILABLE"}""", @"has a problem \(503\)"),
        (404, "", @"refused it \(404\)"),
        (400, """{"error":"Not valid","details":[{"field":"x","message":"Too long"}]}""", @"Not valid\. Too long\. Your draft"),
    ];

    [GeneratedRegex(@"^Not saved: too many messages at once\. Please wait \d+ seconds?, then send again\. Your draft is kept\.$")]
    private static partial Regex TooMany { get; }

    [GeneratedRegex(@"^Not saved: no answer from the server\. Retry never stores it twice\. Your draft is kept\.$")]
    private static partial Regex NoAnswer { get; }

    [Fact]
    public async Task Send_ShareFullThenRateLimited_SaysWhyAndKeepsTheDraft()
    {
        using var data = new TestDirectory();
        await using var process = await SpikesServers.StartAsync(
            data, "--Spikes:Limits:FreeSpikesPerShare=1", "--Spikes:RateLimits:SpikesPerMinutePerIp=2");
        using var app = new SpikesApp(process.Address);
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        var widget = visit.Widget;
        await widget.StartPageFeedbackAsync();
        await widget.FillAsync("love", "first");
        await widget.SendAsync();

        await widget.StartPageFeedbackAsync();
        await widget.FillAsync("no", "second");
        await widget.SendInVainAsync(new(@"^Not saved: .+\. Your draft is kept\.$"));
        var refusal = JsonNode.Parse(await (await visit.LastPost.ResponseAsync())!.TextAsync())!;
        Assert.Equal("SPIKE_LIMIT", (string?)refusal["code"]);
        await Expect(widget.Status).ToContainTextAsync((string)refusal["error"]!);
        await widget.SendInVainAsync(TooMany);

        await Expect(widget["send"]).ToHaveTextAsync("Send");
        await Expect(widget["rating-no"]).ToBeCheckedAsync();
        Assert.Equal("first", (string?)Assert.Single(await SpikesServers.SpikesOfAsync(app, share))["comments"]);
    }

    [Fact]
    public async Task Send_ServerGoneAndBack_RetryStoresItOnce()
    {
        using var data = new TestDirectory();
        var urls = $"--urls=http://127.0.0.1:{LoopbackPort.Free()}";
        SampleShare share;
        Visit visit;
        await using (var first = await SpikesServers.StartAsync(data, urls))
        {
            using var app = new SpikesApp(first.Address);
            share = await SampleShare.UploadAsync(app);
            visit = await chromium.OpenAsync(share.Url);
            await visit.Widget.PickAsync(visit.Page.Locator("#headline"));
            await first.KillAsync();
        }

        await using var _ = visit;
        await visit.Widget.FillAsync("like", "kept", "Ravi");
        await visit.Widget.SendInVainAsync(NoAnswer);
        await Expect(visit.Widget["send"]).ToHaveTextAsync("Retry");

        await using var second = await SpikesServers.StartAsync(data, urls);
        await visit.Widget.SendAsync();

        using var reader = new SpikesApp(second.Address);
        var spike = Assert.Single(await SpikesServers.SpikesOfAsync(reader, share));
        SpikeAssert.Says(spike, "like", "kept", "Ravi");
    }

    [Fact]
    public async Task Send_StoredButAnswerLost_RetryStoresItOnce()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        await visit.Page.RouteAsync("**/spikes", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        }, new() { Times = 1 });
        await visit.Widget.StartPageFeedbackAsync();
        await visit.Widget.FillAsync("like", "once");

        await visit.Widget.SendInVainAsync(NoAnswer);
        Assert.Single(await SpikesServers.SpikesOfAsync(app, share));
        await visit.Widget.SendAsync();

        Assert.Equal("once", (string?)Assert.Single(await SpikesServers.SpikesOfAsync(app, share))["comments"]);
    }

    [Fact]
    public async Task Send_AnswerLostThenDraftChanged_KeepsTheNewWords()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        await visit.Page.RouteAsync("**/spikes", route => route.AbortAsync(), new() { Times = 1 });
        await visit.Widget.StartPageFeedbackAsync();
        await visit.Widget.FillAsync("like", "first words");
        await visit.Widget.SendInVainAsync(NoAnswer);

        await visit.Widget.FillAsync(null, "better words");
        await visit.Widget.SendAsync();

        Assert.Equal("better words", (string?)Assert.Single(await SpikesServers.SpikesOfAsync(app, share))["comments"]);
    }

    [Fact]
    public async Task Send_OtherAnswers_AreNoSuccess()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);
        await visit.Widget.StartPageFeedbackAsync();
        await visit.Widget.FillAsync("like", "words");

        foreach (var (status, body, reason) in OtherAnswers)
        {
            await visit.Page.RouteAsync("**/spikes", route => route.FulfillAsync(new()
            {
                Status = status, Body = body, Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
            }), new() { Times = 1 });
            await visit.Widget.SendInVainAsync(new("^Not saved: .*" + reason));
        }
    }
}
