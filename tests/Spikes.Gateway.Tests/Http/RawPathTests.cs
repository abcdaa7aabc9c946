using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Tests.Http;

public sealed class RawPathTests
{
    [Theory]
    [InlineData("/spikes", "/spikes")]
    [InlineData("/spikes/", "/spikes/")]
    [InlineData("/", "/")]
    [InlineData("//", "/")]
    [InlineData("", "/")]
    [InlineData("*", "/")]
    [InlineData("//spikes", "/spikes")]
    [InlineData("///s/a//b", "/s/a//b")]
    [InlineData("/spikes?project=a/b", "/spikes")]
    [InlineData("/s/a?x#y", "/s/a")]
    [InlineData("/s/a#x?y", "/s/a")]
    [InlineData("/s/../x", "/s/../x")]
    [InlineData("/s/%2e%2e%2fx", "/s/%2e%2e%2fx")]
    [InlineData("/s/a%3Fb", "/s/a%3Fb")]
    [InlineData("http://host/s/a?b", "/s/a")]
    [InlineData("http://host:8787//s/a", "/s/a")]
    [InlineData("http://host", "/")]
    [InlineData("http://host?x", "/")]
    [InlineData("HTTPS://user@host/s/../a", "/s/../a")]
    public void Of_RawTarget_IsThePathAsItWasSent(string target, string expected) => Assert.Equal(expected, RawPath.Of(Request(target)));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a%20b", "a b")]
    [InlineData("a+b", "a+b")]
    [InlineData("%C3%A4", "ä")]
    [InlineData("%2e%2E", "..")]
    [InlineData("%252e", "%2e")]
    [InlineData("%25252e", "%252e")]
    [InlineData("%2f", "/")]
    [InlineData("%", "%")]
    [InlineData("%zz", "%zz")]
    [InlineData("a%4", "a%4")]
    public void Decode_EncodedText_IsDecodedExactlyOnce(string encoded, string expected) => Assert.Equal(expected, RawPath.Decode(encoded));

    [Theory]
    [InlineData("/shares/x", 0, "shares")]
    [InlineData("/shares/x", 1, "x")]
    [InlineData("/shares/x", 2, "")]
    [InlineData("/shares/x", 9, "")]
    [InlineData("/shares", 1, "")]
    [InlineData("/shares/", 1, "")]
    [InlineData("//shares/x?y", 1, "x")]
    [InlineData("/shares/a%2Fb", 1, "a/b")]
    [InlineData("/shares/a%252Fb", 1, "a%2Fb")]
    [InlineData("http://host/shares/%41", 1, "A")]
    public void Segment_OfAPath_IsDecodedAfterTheSplit(string target, int index, string expected) =>
        Assert.Equal(expected, RawPath.Segment(Request(target), index));

    private static DefaultHttpContext Request(string target)
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        return context;
    }
}
