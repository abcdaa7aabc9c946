using System.IO.Compression;
using System.Net;

namespace Spikes.Gateway.Tests.OpenApi;

public sealed class ServingTests(DescribedApi api)
{
    [Theory]
    [InlineData("/openapi/v1.json", "application/json")]
    [InlineData("/openapi/v1.json/", "application/json")]
    [InlineData("/docs", "text/html; charset=utf-8")]
    [InlineData("/docs/", "text/html; charset=utf-8")]
    [InlineData("/docs/scalar.js", "text/javascript; charset=utf-8")]
    public async Task Get_AndHead_AreAnsweredWithoutRedirect(string path, string contentType)
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            using var answer = await SendAsync(method, path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(contentType, Header(answer, "Content-Type"));
            Assert.Equal(method == HttpMethod.Head, (await TextAsync(answer)).Length == 0);
        }
    }

    [Fact]
    public async Task Get_Document_IsOpenToEveryOriginAndAlwaysTheSame()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/openapi/v1.json");
        Assert.Equal("*", Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(api.Text, await TextAsync(answer));
    }

    [Fact]
    public async Task Get_Docs_MayReachThisServiceOnly()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/docs");
        var policy = Header(answer, "Content-Security-Policy")!;
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains($"connect-src 'self' {DescribedApi.Public};", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("://", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Script_IsTheSameCompressedAndPlain()
    {
        using var plain = await SendAsync(HttpMethod.Get, "/docs/scalar.js");
        using var packed = await SendAsync(HttpMethod.Get, "/docs/scalar.js", "gzip");
        Assert.Equal("gzip", Header(packed, "Content-Encoding"));
        var body = await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var unpacked = new GZipStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.Equal(await TextAsync(plain), await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Header(plain, "ETag"), Header(packed, "ETag"));
    }

    [Theory]
    [InlineData("/docs/v1")]
    [InlineData("/openapi/v2.json")]
    public async Task Get_Neighbours_AreNotFound(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("\"NOT_FOUND\"", await TextAsync(answer), StringComparison.Ordinal);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    private static Task<string> TextAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? encoding = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (encoding is not null)
            request.Headers.Add("Accept-Encoding", encoding);
        return api.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
