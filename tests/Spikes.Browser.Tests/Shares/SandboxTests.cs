namespace Spikes.Browser.Tests.Shares;

public sealed class SandboxTests(SpikesServers servers, Chromium chromium)
{
    /// <summary>Answers the text of what can be read, or <c>refused</c>.</summary>
    private const string Fetch = "async path => { try { return await (await fetch(path)).text(); } catch { return 'refused'; } }";

    [Fact]
    public async Task Storage_OfASharedPage_WorksUntilItIsLeft()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);

        Assert.Equal("null", await visit.Page.EvaluateAsync<string>("() => origin"));
        foreach (var name in new[] { "localStorage", "sessionStorage" })
        {
            Assert.Equal("2 one,two two,three", await visit.Page.EvaluateAsync<string>(
                """
                name => {
                  const storage = window[name];
                  storage.clear();
                  storage.setItem('a', 'none');
                  storage.a = 'one,two';
                  storage['b'] = 'two,three';
                  storage.setItem('c', 'gone');
                  storage.removeItem('c');
                  return [storage.length, storage.getItem('a'), storage.b].join(' ') + (storage.c ?? '') + (storage.getItem('c') ?? '');
                }
                """, name));
        }

        await visit.Page.ReloadAsync();
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("() => localStorage.length + sessionStorage.length"));
        visit.IsFaultless();
    }

    [Fact]
    public async Task Script_OfTheSample_UsesItsStorage()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url + "/pricing.html");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Yearly" }).ClickAsync();

        await Expect(visit.Page.Locator(".plan.best .price")).ToContainTextAsync("€3");
        Assert.Equal("yearly", await visit.Page.EvaluateAsync<string>("() => localStorage.getItem('fellside.billing')"));
        visit.IsFaultless();
    }

    [Fact]
    public async Task Cookies_OfASharedPage_AreEmpty()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);

        Assert.Equal("", await visit.Page.EvaluateAsync<string>("() => { document.cookie = 'a=1'; return document.cookie; }"));
        Assert.Empty(await visit.Page.Context.CookiesAsync());
    }

    [Fact]
    public async Task ServiceWorker_OfASharedPage_IsRefused()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url + "/");

        Assert.Equal("refused", await visit.Page.EvaluateAsync<string>(
            """
            async () => {
              try { await navigator.serviceWorker.register('js/site.js'); return 'registered'; } catch { return 'refused'; }
            }
            """));
    }

    [Fact]
    public async Task OtherShare_InTheSameBrowser_SharesNothingButPublicText()
    {
        using var app = servers.NewApp();
        var (one, other) = (await SampleShare.UploadAsync(app), await SampleShare.UploadAsync(app));
        await using var visit = await chromium.OpenAsync(one.Url);
        await visit.Page.EvaluateAsync("() => { localStorage.setItem('secret', 'mine'); }");
        var second = await visit.NewPageAsync();
        await second.GotoAsync(other.Url);

        Assert.Null(await second.EvaluateAsync<string?>("() => localStorage.getItem('secret')"));
        Assert.Contains("Fellside", await second.EvaluateAsync<string>(Fetch, one.Url), StringComparison.Ordinal);
        Assert.Equal("closed", await second.EvaluateAsync<string>(
            """
            url => new Promise(resolve => {
              const frame = document.createElement('iframe');
              frame.onload = () => {
                try { resolve(frame.contentWindow.document.title); } catch { resolve(frame.contentDocument ? 'open' : 'closed'); }
              };
              frame.src = url;
              document.body.append(frame);
            })
            """, one.Url));
    }

    [Fact]
    public async Task CapturedMails_FromASharedPage_CannotBeRead()
    {
        using var app = servers.NewApp();
        var share = await SampleShare.UploadAsync(app);
        await using var visit = await chromium.OpenAsync(share.Url);

        foreach (var host in new[] { "localhost", "127.0.0.1" })
            Assert.Equal("refused", await visit.Page.EvaluateAsync<string>(Fetch, $"http://{host}:{servers.Plain.Address.Port}/dev/mail"));
        Assert.Equal("closed", await visit.Page.EvaluateAsync<string>(
            """
            url => new Promise(resolve => {
              const opened = window.open(url);
              const look = () => {
                try { opened.document.body.innerText; setTimeout(look, 20); } catch { resolve('closed'); }
              };
              look();
            })
            """, servers.Plain.Address + "dev/mail"));
    }
}
