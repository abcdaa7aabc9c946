using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Pages;

namespace Spikes.Gateway.Tests.Pages;

public sealed class PageRulesTests
{
    [Theory]
    [InlineData("text/html")]
    [InlineData("TEXT/HTML")]
    [InlineData("text/html;charset=utf-8")]
    [InlineData("text/html,application/json")]
    [InlineData("application/json,text/html")]
    [InlineData("application/json;q=0.9,text/html;q=0.9")]
    [InlineData("application/json;q=0.1,text/html;q=0.2")]
    [InlineData("text/html;q=0.1")]
    [InlineData("text/html;q=0.1,*/*")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8")]
    public void PrefersHtml_NamesItNotBelowJson_IsTrue(string accept) => Assert.True(PageRules.PrefersHtml(Request("Accept", accept)));

    [Theory]
    [InlineData("")]
    [InlineData("*/*")]
    [InlineData("text/*")]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/xhtml+xml")]
    [InlineData("text/html;q=0.8,application/json")]
    [InlineData("application/json;q=0.9,text/html;q=0.89")]
    [InlineData("garbage")]
    [InlineData(";;q=,")]
    public void PrefersHtml_DoesNotNameItOrBelowJson_IsFalse(string accept) =>
        Assert.False(PageRules.PrefersHtml(Request("Accept", accept)));

    [Fact]
    public void PrefersHtml_NoAccept_IsFalse() => Assert.False(PageRules.PrefersHtml(new DefaultHttpContext().Request));

    [Theory]
    [InlineData("navigate", true)]
    [InlineData("cors", false)]
    [InlineData("no-cors", false)]
    [InlineData("same-origin", false)]
    [InlineData("websocket", false)]
    [InlineData("", false)]
    public void IsNavigation_SecFetchMode_OnlyNavigateIsOne(string mode, bool expected) =>
        Assert.Equal(expected, PageRules.IsNavigation(Request("Sec-Fetch-Mode", mode)));

    [Fact]
    public void IsNavigation_ClientWithoutSecFetchMode_IsOne() => Assert.True(PageRules.IsNavigation(new DefaultHttpContext().Request));

    [Theory]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    [InlineData("same-site", false)]
    [InlineData("cross-site", false)]
    [InlineData("", false)]
    public void IsOwnSite_SecFetchSite_OnlyThisOriginAndNobodyAreOurs(string site, bool expected) =>
        Assert.Equal(expected, PageRules.IsOwnSite(Request("Sec-Fetch-Site", site)));

    [Fact]
    public void IsOwnSite_ClientWithoutSecFetchSite_IsOurs() => Assert.True(PageRules.IsOwnSite(new DefaultHttpContext().Request));

    private static HttpRequest Request(string header, string value)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[header] = value;
        return request;
    }
}
