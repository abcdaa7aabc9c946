using Spikes.Gateway.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class ContentTypesTests
{
    [Theory]
    [InlineData("a.html", "text/html; charset=utf-8")]
    [InlineData("a.HTM", "text/html; charset=utf-8")]
    [InlineData("a.mjs", "text/javascript; charset=utf-8")]
    [InlineData("a.js.map", "application/json; charset=utf-8")]
    [InlineData("a.webmanifest", "application/manifest+json")]
    [InlineData("a.md", "text/plain; charset=utf-8")]
    [InlineData("a.xml", "application/xml; charset=utf-8")]
    [InlineData("a.svg", "image/svg+xml; charset=utf-8")]
    [InlineData("a.JPG", "image/jpeg")]
    [InlineData("a.woff2", "font/woff2")]
    [InlineData("a.wasm", "application/wasm")]
    [InlineData("a.exe", "application/octet-stream")]
    [InlineData("html", "application/octet-stream")]
    [InlineData("a.html/b", "application/octet-stream")]
    [InlineData("a.", "application/octet-stream")]
    [InlineData(".html", "text/html; charset=utf-8")]
    public void Of_Name_FollowsTheExtension(string name, string type) => Assert.Equal(type, ContentTypes.Of(name));
}
