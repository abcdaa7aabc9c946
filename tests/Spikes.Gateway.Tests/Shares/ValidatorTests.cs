using System.Net;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class ValidatorTests
{
    [Theory]
    [InlineData("{0}", 304)]
    [InlineData("W/{0}", 304)]
    [InlineData("\"other\", W/{0} , \"more\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"other\"", 200)]
    [InlineData("W/\"other\"", 200)]
    [InlineData("garbage", 200)]
    public async Task Get_IfNoneMatch_DecidesBetween304And200(string pattern, int status)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.AddHtml("index.html", "#$");
        var etag = (await host.GetAsync("/s/demo")).Header("ETag")!;
        var header = pattern.Replace("{0}", etag, StringComparison.Ordinal);
        var response = await host.GetAsync("/s/demo", ("If-None-Match", header), ("Range", "bytes=0-0"));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(etag, response.Header("ETag"));
        Assert.Equal("public, max-age=60, must-revalidate", response.Header("Cache-Control"));
        Assert.NotNull(response.Header("Content-Security-Policy"));
    }

    [Fact]
    public async Task ETag_ChangesWithWhatIsSent()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.AddHtml("index.html", "#a$");
        host.Reader.AddHtml("same.html", "#a$");
        host.Reader.AddHtml("other.html", "#b$");
        host.Reader.AddHtml("moved.html", "a#$");
        var bare = (await host.GetAsync("/s/demo")).Header("ETag")!;
        var tags = new List<string> { bare };
        foreach (var path in new[] { "/s/demo/", "/s/demo/other.html", "/s/demo/moved.html" })
            tags.Add((await host.GetAsync(path)).Header("ETag")!);
        Assert.Equal((await host.GetAsync("/s/demo/same.html")).Header("ETag"), tags[1]);
        (host.Reader.Tier, host.Spikes.Version) = (Tier.Pro, 2);
        tags.Add((await host.GetAsync("/s/demo")).Header("ETag")!);
        Assert.Equal(tags.Count, tags.Distinct().Count());
        Assert.All(tags, tag => Assert.Matches("^\"[0-9a-f]{64}\"$", tag));
    }

    [Theory]
    [InlineData("bytes=0-3", 206, "0123", "bytes 0-3/10")]
    [InlineData("bytes=8-", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=8-100", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=-3", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-100", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=0-9223372036854775807", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("BYTES=9-9", 206, "9", "bytes 9-9/10")]
    [InlineData("bytes=10-", 416, null, "bytes */10")]
    [InlineData("bytes=100-200", 416, null, "bytes */10")]
    [InlineData("bytes=-0", 416, null, "bytes */10")]
    [InlineData("bytes=0-1,3-4", 200, "0123456789", null)]
    [InlineData("bytes=3-1", 200, "0123456789", null)]
    [InlineData("bytes=a-b", 200, "0123456789", null)]
    [InlineData("bytes=", 200, "0123456789", null)]
    [InlineData("bytes=-", 200, "0123456789", null)]
    [InlineData("lines=0-1", 200, "0123456789", null)]
    [InlineData("0-1", 200, "0123456789", null)]
    [InlineData("bytes=99999999999999999999-", 200, "0123456789", null)]
    public async Task Get_Range_IsAnswered(string range, int status, string? text, string? contentRange)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("a.txt", "0123456789"u8.ToArray());
        var response = await host.GetAsync("/s/demo/a.txt", ("Range", range));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(contentRange, response.Header("Content-Range"));
        Assert.NotNull(response.Header("Content-Security-Policy"));
        if (text is not null)
            Assert.Equal(text, await response.TextAsync());
        Assert.Equal(response.Content.Headers.ContentLength, (await response.TextAsync()).Length);
    }

    [Theory]
    [InlineData("{0}", HttpStatusCode.PartialContent)]
    [InlineData("W/{0}", HttpStatusCode.OK)]
    [InlineData("\"other\"", HttpStatusCode.OK)]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT", HttpStatusCode.OK)]
    public async Task Get_IfRange_DecidesBetweenPartAndWhole(string pattern, HttpStatusCode status)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("a.txt", "0123456789"u8.ToArray());
        var etag = (await host.GetAsync("/s/demo/a.txt")).Header("ETag")!;
        var header = pattern.Replace("{0}", etag, StringComparison.Ordinal);
        var response = await host.GetAsync("/s/demo/a.txt", ("Range", "bytes=0-0"), ("If-Range", header));
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Get_RangeOfLargeFile_ReadsOnlyThatRange()
    {
        await using var host = await ShareHost.StartAsync();
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        host.Reader.Add("a.bin", bytes);
        var response = await host.GetAsync("/s/demo/a.bin", ("Range", "bytes=1000000-1300000"));
        Assert.Equal(bytes[1_000_000..1_300_001], await response.BytesAsync());
        Assert.Equal((300_001 / IShareReaderGrain.MaxContentBytes) + 1, host.Reader.ContentReads);
    }

    [Fact]
    public async Task Get_RangeOfEmptyFile_Is416()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("a.txt", []);
        Assert.Equal(416, (int)(await host.GetAsync("/s/demo/a.txt", ("Range", "bytes=0-"))).StatusCode);
    }
}
