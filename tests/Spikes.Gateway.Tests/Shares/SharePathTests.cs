using Spikes.Gateway.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class SharePathTests
{
    public static TheoryData<string, string, string, bool> Good => new()
    {
        { "/s/demo", "demo", "", true },
        { "/s/demo/", "demo", "", false },
        { "/s/demo/a.html", "demo", "a.html", false },
        { "/s/demo/docs/", "demo", "docs/", false },
        { "/s/demo/a%20b/%C3%A9.html", "demo", "a b/é.html", false },
        { "/s/demo/a%2Fb", "demo", "a/b", false },
        { "/s/demo/%252e%252e/x", "demo", "%2e%2e/x", false },
        { "/s/demo/100%", "demo", "100%", false },
        { "/s/demo/..a/b..", "demo", "..a/b..", false },
        { "/%73/demo", "demo", "", true },
        { "/s%2Fdemo%2F", "demo", "", false },
    };

    public static TheoryData<string> Bad =>
    [
        "/s/", "/s//", "/s//a", "/s/demo//", "/s/demo//a", "/s/demo/a//b", "/s/demo/a//", "/s/.", "/s/..", "/s/../x", "/s/demo/.",
        "/s/demo/..", "/s/demo/./a", "/s/demo/../other/a", "/s/demo/%2e%2e/other/a", "/s/demo/%2E%2E%2Fother", "/s/demo/.%2e/a",
        "/s/demo/a/..%2f..%2fb",
        @"/s/demo/..\a", "/s/demo/..%5ca", "/s/demo/a%5c", "/s/demo/a%00", "/s/%2e%2e/x", "/s/demo%2f..%2fother", "/s/demo/%2f", "/s/%2f",
        "/x/demo", "/s",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void Parse_Path_NamesShareAndFile(string raw, string slug, string file, bool isBare)
    {
        Assert.Equal(new SharePath(slug, file, isBare), SharePath.Parse(raw));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Parse_HostilePath_IsNull(string raw) => Assert.Null(SharePath.Parse(raw));

    [Theory]
    [InlineData("/s/demo/../demo/a.txt")]
    [InlineData("/s/demo/%2e%2e/demo/a.txt")]
    [InlineData("/s/demo/./a.txt")]
    [InlineData("/s/demo//a.txt")]
    [InlineData("/s/demo/%5Ca.txt")]
    public async Task Get_HostilePath_Is404BeforeAnyGrain(string target)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("a.txt", "x"u8.ToArray());
        var answer = await host.GetRawAsync(target);
        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("""{"error":"Not Found","code":"NOT_FOUND"}""", answer, StringComparison.Ordinal);
        Assert.Equal(0, host.Reader.Opens);
    }
}
