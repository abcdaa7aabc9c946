using System.Text;
using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Widget;

namespace Spikes.Gateway.Tests.Widget;

public sealed class ScriptTests
{
    private static readonly byte[] Source = "// a script"u8.ToArray();

    [Fact]
    public async Task Execute_FirstRequest_SendsTheScriptWithItsValidators()
    {
        var (response, body) = await GetAsync(null);

        Assert.Equal(200, response.StatusCode);
        Assert.Equal("// a script", body);
        Assert.Equal("text/javascript; charset=utf-8", response.ContentType);
        Assert.Equal("public, max-age=60, must-revalidate", response.Headers.CacheControl);
        Assert.Matches("^\"[0-9a-f]{32}\"$", response.Headers.ETag.ToString());
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("*")]
    [InlineData("\"other\", {0}")]
    public async Task Execute_TagIsKnown_Is304WithoutBody(string known)
    {
        var tag = (await GetAsync(null)).Response.Headers.ETag.ToString();
        var (response, body) = await GetAsync(known.Replace("{0}", tag, StringComparison.Ordinal));

        Assert.Equal((304, "", tag), (response.StatusCode, body, response.Headers.ETag.ToString()));
        Assert.Null(response.ContentType);
    }

    [Theory]
    [InlineData("\"other\"")]
    [InlineData("W/\"other\"")]
    [InlineData("garbage")]
    [InlineData("")]
    public async Task Execute_OtherTag_SendsTheScript(string known) => Assert.Equal("// a script", (await GetAsync(known)).Body);

    [Fact]
    public async Task Execute_OtherBytes_HaveAnotherTag() => Assert.NotEqual(
        (await GetAsync(null)).Response.Headers.ETag, (await GetAsync(null, [.. Source, .. "!"u8])).Response.Headers.ETag);

    private static async Task<(HttpResponse Response, string Body)> GetAsync(string? ifNoneMatch, byte[]? source = null)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        if (ifNoneMatch is not null)
            context.Request.Headers.IfNoneMatch = ifNoneMatch;
        await Script.Of(source ?? Source).ExecuteAsync(context);
        return (context.Response, Encoding.UTF8.GetString(body.ToArray()));
    }
}
