namespace Spikes.Browser.Tests.Widget;

public sealed class HostilePageTests(SpikesServers servers, Chromium chromium)
{
    [Theory]
    [InlineData("* { all: unset !important }")]
    [InlineData("spikes-widget, body * { display: none !important; opacity: 0 !important; visibility: hidden !important }")]
    [InlineData("* { pointer-events: none !important }")]
    [InlineData("* { font: 90px/3 fantasy !important; color: transparent !important; box-sizing: content-box !important }")]
    [InlineData("html { direction: rtl; letter-spacing: 2em } button, div { position: absolute !important; width: 1px !important }")]
    public async Task Styles_OfThePage_DoNotReachTheWidget(string css)
    {
        using var app = servers.NewApp();
        var html = $"<!doctype html><title>Hostile</title><style>{css}</style><body><h1>Hostile</h1></body>";
        var share = await SampleShare.UploadAsync(app, html);
        await using var visit = await chromium.OpenAsync(share.Url);

        await visit.Widget.StartPageFeedbackAsync();
        var box = (await visit.Widget["panel"].BoundingBoxAsync())!;
        await visit.Widget.FillAsync("like", "still here");
        await visit.Widget.SendAsync();

        Assert.Equal(350, box.Width);
        Assert.InRange(box.X + box.Width, 1200, 1280);
        Assert.InRange(box.Y + box.Height, 700, 800);
        Assert.Equal("14px", await visit.Widget["badge"].EvaluateAsync<string>("badge => getComputedStyle(badge.parentElement).fontSize"));
    }

    [Fact]
    public async Task Keys_TypedIntoTheWidget_ArriveThereAndNotAtThePage()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app,
            """
            <!doctype html><title>Shortcuts</title><body><h1>Shortcuts</h1><script>
            window.heard = [];
            for (const target of [window, document, document.body])
              for (const type of ['keydown', 'keypress', 'keyup', 'input', 'paste', 'click', 'pointerdown', 'mousedown', 'focusin'])
                target.addEventListener(type, event => { heard.push(type); event.preventDefault(); document.body.focus(); });
            </script></body>
            """);
        await using var visit = await chromium.OpenAsync(share.Url);
        await visit.Widget.StartPageFeedbackAsync();

        await visit.Widget["rating-love"].CheckAsync();
        await visit.Widget["comments"].ClickAsync();
        await visit.Page.Keyboard.TypeAsync("j k / ? typed");
        await visit.Page.Keyboard.PressAsync("Backspace");

        await Expect(visit.Widget["comments"]).ToHaveValueAsync("j k / ? type");
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("() => heard"));
        await visit.Widget.SendAsync();
    }

    [Fact]
    public async Task Click_WhilePicking_DoesNotReachThePage()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app,
            """
            <!doctype html><title>Live</title><body>
            <form action="/elsewhere">
              <label>Name <input id="field"></label><button id="go">Go</button><button id="off" disabled>Off</button>
            </form>
            <iframe id="frame" srcdoc="<p>inside</p>" width="300" height="80"></iframe>
            <script>
            window.heard = [];
            for (const type of ['click', 'mousedown', 'mouseup', 'pointerdown', 'pointerup', 'dblclick', 'submit'])
              document.addEventListener(type, event => heard.push(type), true);
            </script></body>
            """);
        await using var visit = await chromium.OpenAsync(share.Url);

        foreach (var id in new[] { "go", "field", "off", "frame" })
        {
            await visit.Widget.StartPickingAsync();
            await visit.Page.EvaluateAsync("() => { heard.length = 0; }");
            // At its middle with the bare mouse: a disabled button and a frame take no click themselves.
            var box = (await visit.Page.Locator("#" + id).BoundingBoxAsync())!;
            await visit.Page.Mouse.MoveAsync(box.X + 3, box.Y + 3);
            await visit.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
            await visit.Page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
            await Expect(visit.Widget["comments"]).ToBeFocusedAsync();
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>("() => heard"));
            await visit.Widget.FillAsync("meh", id);
            await visit.Widget.SendAsync();
            Assert.Equal("#" + id, (string?)visit.LastBody["selector"]);
        }

        Assert.Equal(share.Url, visit.Page.Url);
    }

    [Fact]
    public async Task Body_ReplacedByThePage_LeavesTheWidget()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app,
            """
            <!doctype html><title>App</title><body><p>old</p><script>
            addEventListener('load', () => {
              document.body = document.createElement('body');
              document.body.innerHTML = '<h1 id=new>new</h1>';
            });
            </script></body>
            """);
        await using var visit = await chromium.OpenAsync(share.Url);

        await visit.Widget.PickAsync(visit.Page.Locator("#new"));
        await visit.Widget.FillAsync("like", "new");
        await visit.Widget.SendAsync();

        Assert.Equal("#new", (string?)visit.LastBody["selector"]);
    }
}
