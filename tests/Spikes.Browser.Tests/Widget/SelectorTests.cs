using System.Text.Json.Nodes;

namespace Spikes.Browser.Tests.Widget;

public sealed class SelectorTests(SpikesServers servers, Chromium chromium)
{
    /// <summary>
    /// Picks every element in turn and answers what is wrong with its description. Answers are made up here, so that it is quick; real
    /// clicks and a real server are in the other tests.
    /// </summary>
    private const string PickEverything =
        """
        async () => {
          const { shadowRoot } = document.querySelector('spikes-widget');
          const press = id => shadowRoot.getElementById(id).click();
          const until = async id => { while (!shadowRoot.getElementById(id)) await new Promise(requestAnimationFrame); };
          const wrong = [];
          let body;
          window.fetch = async (_, { body: text }) => {
            body = JSON.parse(text);
            return new Response('{"ok":true}', { status: 201 });
          };
          const all = [...document.querySelectorAll('body, body *')];
          for (const element of all) {
            press('launcher');
            press('pick-element');
            element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true }));
            press('rating-like');
            press('send');
            await until('done');
            press('done');
            const selected = body.selector ? document.querySelectorAll(body.selector) : [];
            if (selected.length !== 1 || selected[0] !== element) wrong.push(`selector ${body.selector} of ${element.outerHTML}`);
            const path = document.evaluate(body.xpath, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
            if (path.snapshotLength !== 1 || path.snapshotItem(0) !== element) wrong.push(`xpath ${body.xpath}`);
          }
          return JSON.stringify({ count: all.length, wrong });
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private const string HardPage =
        """
        <!doctype html><title>Hard</title>
        <body class="a a">
          <div id="twice"><p>one</p></div><div id="twice"><p>two</p></div>
          <p id="">empty id</p><p id="1st.odd:id #x">odd id</p><p id="späti">umlaut</p><p id='"quoted"\'>quotes</p>
          <form id="f"><input name="id" value="x"><input name="children"><input name="parentElement"><button>go</button></form>
          <svg width="40" viewBox="0 0 4 4"><g><path d="M0 0h1v1z"/><path d="M1 1h1v1z"/></g><a href="#x"><circle r="1"/></a></svg>
          <table><tr><td>1<td>2<tr><td>3<td>4</table>
          <x-card class="weird:class [x] 1"><x-card>inner</x-card></x-card>
          <ul><li>a<ul><li>b<li>c</ul><li>d</ul>
          <details><summary>more</summary><p>hidden</p></details>
          <math><mi>x</mi><mo>=</mo><mi>y</mi></math>
          <template><b>not here</b></template><p hidden>unseen</p>
          <script type="text/plain">data</script>
        </body>
        """;

    [Theory]
    [InlineData(
        "", "#headline", ".brand img", ".facts li:nth-child(2) strong", ".facts li:nth-child(3) .muted", ".card:nth-child(3) .number",
        "#maps img", "footer nav a:nth-child(3)")]
    [InlineData(
        "/pricing.html", ".plan:nth-child(2) li:nth-child(2)", "[data-period=yearly]", "tbody tr:nth-child(3) td:nth-child(4)",
        ".plan.best .button")]
    [InlineData("/docs/index.html", ".toc li:nth-child(2) a", "img[src$=profile\\.svg]", "article p:nth-of-type(3) strong")]
    public async Task Pick_RealClicks_DescribeExactlyThoseElements(string path, params string[] picks)
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url + path);
        var url = visit.Page.Url;

        foreach (var pick in picks)
        {
            var element = visit.Page.Locator(pick);
            await visit.Widget.PickAsync(element);
            await visit.Widget.FillAsync("like", pick);
            await visit.Widget.SendAsync();

            var spike = (await SpikesServers.SpikesOfAsync(app, share))[^1];
            Assert.Equal(pick, (string?)spike["comments"]);
            SpikeAssert.IsAsSent(spike, visit.LastBody);
            await SpikeAssert.MeansAsync(spike, visit, element);
            Assert.Equal(url, visit.Page.Url);
        }
    }

    [Fact]
    public async Task Pick_EveryElementOfTheSample_SelectorIsUnique()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await EverySelectorIsUniqueAsync([.. SampleShare.Pages.Select(path => share.Url + path)]);
    }

    [Fact]
    public async Task Pick_EveryElementOfAHardPage_SelectorIsUnique()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app, HardPage);
        await EverySelectorIsUniqueAsync(share.Url);
    }

    private async Task EverySelectorIsUniqueAsync(params string[] urls)
    {
        await using var visit = await chromium.NewVisitAsync();
        foreach (var url in urls)
        {
            await visit.Page.GotoAsync(url);
            var found = await visit.Page.EvaluateAsync<string>(PickEverything).WaitAsync(Limit, TimeProvider.System);
            var (wrong, count) = (JsonNode.Parse(found)!["wrong"]!.AsArray(), (int)JsonNode.Parse(found)!["count"]!);
            Assert.Empty(wrong.Select(line => (string)line!));
            Assert.InRange(count, 30, 500);
        }

        visit.IsFaultless();
    }
}
