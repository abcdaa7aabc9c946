using System.Text;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares;

public sealed class MarkupTests
{
    private const string Shim = "<script src=\"http://public.test/sandbox.js\"></script>";
    private const string Base = "<base href=\"/s/demo/\">";
    private const string Widget =
        "<script src=\"http://public.test/widget.js\" data-endpoint=\"http://public.test/spikes\" data-project=\""
        + FakeShareReader.ShareId + "\"></script>";

    [Theory]
    [InlineData("/s/demo", false, false, Shim + Base, Widget)]
    [InlineData("/s/demo/", false, false, Shim, Widget)]
    [InlineData("/s/demo/index.html", false, false, Shim, Widget)]
    [InlineData("/s/demo", true, false, Shim, Widget)]
    [InlineData("/s/demo", false, true, Shim + Base, "")]
    public async Task Get_Html_HoldsTheInsertions(string path, bool hasBase, bool hasWidget, string head, string body)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.AddHtml("index.html", "<head>#</head><body>é$</body>", hasBase, hasWidget);
        Assert.Equal($"<head>{head}</head><body>é{body}</body>", await (await host.GetAsync(path)).TextAsync());
    }

    [Fact]
    public async Task Get_ContentOrigin_HasNoShim()
    {
        await using var host = await ShareHost.StartAsync(contentUrl: "https://content.test");
        host.Reader.AddHtml("index.html", "<head>#</head>$");
        Assert.Equal($"<head>{Base}</head>{Widget}", await (await host.GetAsync("/s/demo")).TextAsync());
    }

    [Theory]
    [InlineData(Tier.Free, false)]
    [InlineData(Tier.Pro, true)]
    [InlineData(Tier.Agent, true)]
    [InlineData(Tier.Grace, true)]
    public async Task Get_OwnersTier_DecidesTheBadge(Tier tier, bool hidesBadge)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Tier = tier;
        host.Reader.AddHtml("index.html", "#$");
        var page = await (await host.GetAsync("/s/demo")).TextAsync();
        Assert.Equal(hidesBadge, page.EndsWith(" data-no-badge=\"true\"></script>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_Utf16_IsWrittenInTheSameEncoding()
    {
        await using var host = await ShareHost.StartAsync();
        foreach (var (name, encoding, markup) in new[]
        {
            ("le.html", Encoding.Unicode, MarkupEncoding.Utf16LittleEndian),
            ("be.html", Encoding.BigEndianUnicode, MarkupEncoding.Utf16BigEndian),
        })
        {
            var bytes = encoding.GetBytes("\uFEFFé");
            host.Reader.Add(name, bytes, new HtmlPlaces(2, bytes.Length, false, false, markup));
            var answer = await (await host.GetAsync("/s/demo/" + name)).BytesAsync();
            Assert.Equal($"\uFEFF{Shim}é{Widget}", encoding.GetString(answer));
        }
    }

    [Fact]
    public async Task Get_BodyEndsBeforeTheHead_KeepsTheOrderOfTheFile()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("a.html", "</body><head>"u8.ToArray(), new HtmlPlaces(13, 0, false, false, MarkupEncoding.Ascii));
        Assert.Equal($"{Widget}</body><head>{Shim}", await (await host.GetAsync("/s/demo/a.html")).TextAsync());
    }

    [Fact]
    public async Task Get_OtherFiles_AreNeverChanged()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("a.svg", "<svg><body></body></svg>"u8.ToArray());
        Assert.Equal("<svg><body></body></svg>", await (await host.GetAsync("/s/demo/a.svg")).TextAsync());
    }
}
