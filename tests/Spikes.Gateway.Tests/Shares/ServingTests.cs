using System.Net;
using System.Text;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class ServingTests
{
    private const string Sandbox =
        "sandbox allow-scripts allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads";

    [Fact]
    public async Task Get_File_HasItsHeadersAndBytes()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("css/app.css", "body{}"u8.ToArray());
        var response = await host.GetAsync("/s/demo/css/app.css");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("body{}", await response.TextAsync());
        Assert.Equal("text/css; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal("public, max-age=3600, immutable", response.Header("Cache-Control"));
        Assert.Equal("bytes", response.Header("Accept-Ranges"));
        Assert.Equal("6", response.Header("Content-Length"));
        Assert.Null(response.Header("Set-Cookie"));
        AssertProtected(response);
    }

    [Fact]
    public async Task Get_Html_IsSentShortLivedWithoutRanges()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.AddHtml("index.html", "<head>#</head><body>$</body>");
        var response = await host.GetAsync("/s/demo", ("Range", "bytes=0-1"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal("public, max-age=60, must-revalidate", response.Header("Cache-Control"));
        Assert.Null(response.Header("Accept-Ranges"));
        Assert.Equal((await response.BytesAsync()).Length, response.Content.Headers.ContentLength);
        AssertProtected(response);
    }

    [Theory]
    [InlineData("/s/demo/docs", "/s/demo/docs/")]
    [InlineData("/s/demo/docs?a=b&c=%2F", "/s/demo/docs/?a=b&c=%2F")]
    [InlineData("/s/demo/d%6Fcs", "/s/demo/d%6Fcs/")]
    [InlineData("/%73/demo/docs", "/%73/demo/docs/")]
    [InlineData("/s/demo%2Fdocs", "/s/demo%2Fdocs/")]
    [InlineData("//s/demo/docs", "/s/demo/docs/")]
    [InlineData("///s/demo/docs?//evil.test", "/s/demo/docs/?//evil.test")]
    public async Task Get_FolderWithoutSlash_IsSentToTheSlash(string target, string location)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.AddHtml("docs/index.html", "<p>#$");
        var answer = await host.GetRawAsync(target);
        Assert.StartsWith("HTTP/1.1 308 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nLocation: {location}\r\n", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Security-Policy: {Sandbox}\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_FolderWithSlash_IsItsIndex()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.AddHtml("docs/index.html", "<p>#$");
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/s/demo/docs/")).StatusCode);
    }

    [Fact]
    public async Task Head_File_HasTheHeadersOfGet()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.AddHtml("index.html", "<head>#</head><body>$</body>");
        var get = await host.GetAsync("/s/demo/");
        var head = await host.SendAsync(HttpMethod.Head, "/s/demo/");
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal("", await head.TextAsync());
        foreach (var name in new[] { "Content-Type", "Content-Length", "ETag", "Cache-Control", "Content-Security-Policy" })
            Assert.Equal(get.Header(name), head.Header(name));
    }

    [Theory]
    [InlineData("POST", "/s/demo", "405 METHOD_NOT_ALLOWED")]
    [InlineData("DELETE", "/s/demo/index.html", "405 METHOD_NOT_ALLOWED")]
    [InlineData("POST", "/s/unknown", "404 NOT_FOUND")]
    [InlineData("GET", "/s/unknown", "404 NOT_FOUND")]
    [InlineData("GET", "/s/demo/missing.css", "404 NOT_FOUND")]
    [InlineData("GET", "/s/Demo", "404 NOT_FOUND")]
    public async Task Request_Refused_IsProtectedJson(string method, string path, string expected)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.AddHtml("index.html", "#$");
        var response = await host.SendAsync(new HttpMethod(method), path);
        Assert.Equal(expected, await response.SummaryAsync());
        Assert.Equal("application/json", response.Header("Content-Type"));
        Assert.Equal(expected.StartsWith("405", StringComparison.Ordinal) ? "GET, HEAD, OPTIONS" : null, response.Header("Allow"));
        AssertProtected(response);
    }

    [Fact]
    public async Task Get_ContentOrigin_HasNoSandbox()
    {
        await using var host = await ShareHost.StartAsync(contentUrl: "https://content.test");
        host.Reader.Add("a.txt", "x"u8.ToArray());
        foreach (var path in new[] { "/s/demo/a.txt", "/s/demo/missing" })
        {
            var response = await host.GetAsync(path);
            Assert.Null(response.Header("Content-Security-Policy"));
            Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        }
    }

    [Fact]
    public async Task Get_KeptFile_CostsNoContentRead()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("a.bin", new byte[700_000]);
        await host.GetAsync("/s/demo/a.bin");
        var reads = host.Reader.ContentReads;
        Assert.Equal((700_000 / IShareReaderGrain.MaxContentBytes) + 1, reads);
        Assert.Equal(700_000, (await host.GetAsync("/s/demo/a.bin")).Content.Headers.ContentLength);
        Assert.Equal(reads, host.Reader.ContentReads);
        Assert.Equal(2, host.Reader.Opens);
    }

    [Fact]
    public async Task Get_LargeFile_ArrivesWhole()
    {
        await using var host = await ShareHost.StartAsync();
        var bytes = new byte[3 * 1024 * 1024 + 5];
        new Random(1).NextBytes(bytes);
        host.Reader.Add("a.bin", bytes);
        var html = $"<head></head>{new string('x', 1_500_000)}";
        host.Reader.Add("big.html", Encoding.UTF8.GetBytes(html), new HtmlPlaces(6, html.Length, false, false, MarkupEncoding.Ascii));
        Assert.Equal(bytes, await (await host.GetAsync("/s/demo/a.bin")).BytesAsync());
        var page = await (await host.GetAsync("/s/demo/big.html")).TextAsync();
        var withoutWidget = page.Remove(page.LastIndexOf("<script", StringComparison.Ordinal));
        Assert.Equal(html, withoutWidget.Remove(6, page.IndexOf("</head>", StringComparison.Ordinal) - 6));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3_000_000)]
    public async Task Get_StorageDown_Is503(int length)
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("a.bin", new byte[length]);
        host.Reader.FailsFromRead = 1;
        var response = await host.GetAsync("/s/demo/a.bin");
        Assert.Equal("503 UNAVAILABLE", await response.SummaryAsync());
        Assert.Null(response.Header("ETag"));
        AssertProtected(response);
    }

    [Fact]
    public async Task Get_StorageFailsLater_BreaksTheConnection()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("a.bin", new byte[3_000_000]);
        host.Reader.FailsFromRead = 3;
        await Assert.ThrowsAsync<HttpRequestException>(() => host.GetAsync("/s/demo/a.bin"));
    }

    [Fact]
    public async Task Get_EmptyFile_IsEmpty()
    {
        await using var host = await ShareHost.StartAsync();
        host.Reader.Add("a.txt", []);
        var response = await host.GetAsync("/s/demo/a.txt");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("0", response.Header("Content-Length"));
    }

    private static void AssertProtected(HttpResponseMessage response)
    {
        Assert.Equal(Sandbox, response.Header("Content-Security-Policy"));
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Equal("strict-origin-when-cross-origin", response.Header("Referrer-Policy"));
    }
}
