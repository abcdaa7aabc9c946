using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Spikes.Gateway.Projects;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Tests.Projects;

public sealed class OriginsTests
{
    [Theory]
    [InlineData("https://a.example", "https://a.example")]
    [InlineData("HTTPS://A.Example", "https://a.example")]
    [InlineData("https://a.example:443", "https://a.example")]
    [InlineData("https://a.example:0443", "https://a.example")]
    [InlineData("http://a.example:80", "http://a.example")]
    [InlineData("http://a.example:443", "http://a.example:443")]
    [InlineData("https://a.example:80", "https://a.example:80")]
    [InlineData("https://a.example:8443", "https://a.example:8443")]
    [InlineData("https://a.example:65535", "https://a.example:65535")]
    [InlineData("http://localhost:3000", "http://localhost:3000")]
    [InlineData("http://my_host-1", "http://my_host-1")]
    [InlineData("https://xn--bcher-kva.example", "https://xn--bcher-kva.example")]
    [InlineData("http://127.0.0.1:5173", "http://127.0.0.1:5173")]
    [InlineData("http://[::1]", "http://[::1]")]
    [InlineData("http://[::1]:80", "http://[::1]")]
    [InlineData("http://[2001:DB8:0:0:0:0:0:1]:8080", "http://[2001:db8::1]:8080")]
    [InlineData("null", "null")]
    public void Normalize_Origin_IsLowerCaseWithoutItsDefaultPort(string text, string expected)
    {
        Assert.Equal(expected, Origins.Normalize(text));
        Assert.Equal(expected, Origins.Normalize(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("*")]
    [InlineData("NULL")]
    [InlineData("null ")]
    [InlineData("a.example")]
    [InlineData("//a.example")]
    [InlineData("https:")]
    [InlineData("https://")]
    [InlineData("https:///")]
    [InlineData("https:a.example")]
    [InlineData("https:/a.example")]
    [InlineData("https:\\\\a.example")]
    [InlineData("ftp://a.example")]
    [InlineData("file://")]
    [InlineData("chrome-extension://abcdef")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://a.example/")]
    [InlineData("https://a.example/path")]
    [InlineData("https://a.example?")]
    [InlineData("https://a.example?x=1")]
    [InlineData("https://a.example#")]
    [InlineData("https://a.example#x")]
    [InlineData("https://user@a.example")]
    [InlineData("https://user:pw@a.example")]
    [InlineData("https://@a.example")]
    [InlineData("https://*.example")]
    [InlineData("https://*")]
    [InlineData("https://a.example:*")]
    [InlineData("https://a.example:")]
    [InlineData("https://a.example:0")]
    [InlineData("https://a.example:65536")]
    [InlineData("https://a.example:000443")]
    [InlineData("https://a.example:-1")]
    [InlineData("https://a.example:+443")]
    [InlineData("https://a.example: 443")]
    [InlineData("https://a.example:443:443")]
    [InlineData("https://a.example:٤٤٣")]
    public void Normalize_AnythingElse_IsNone(string text) => Assert.Null(Origins.Normalize(text));

    [Theory]
    [InlineData("https://.a.example")]
    [InlineData("https://a..example")]
    [InlineData("https://a.example.")]
    [InlineData("https://.")]
    [InlineData(" https://a.example")]
    [InlineData("https://a.example ")]
    [InlineData("https://a example")]
    [InlineData("https://a.example\n")]
    [InlineData("https://a.example\0")]
    [InlineData("https://a.example%2eevil.test")]
    [InlineData("https://a.example\\evil.test")]
    [InlineData("https://a.example,https://b.example")]
    [InlineData("https://a.example https://b.example")]
    [InlineData("https://bücher.example")]
    [InlineData("https://a。example")]
    [InlineData("https://127.1")]
    [InlineData("https://127.0.0.01")]
    [InlineData("https://0x7f.0.0.1")]
    [InlineData("https://0x7f000001")]
    [InlineData("https://2130706433")]
    [InlineData("https://1.2.3.4.5")]
    [InlineData("https://256.0.0.1")]
    [InlineData("https://a.1")]
    [InlineData("https://[::1")]
    [InlineData("https://::1")]
    [InlineData("https://::1]")]
    [InlineData("https://[]")]
    [InlineData("https://[::1%25eth0]")]
    [InlineData("https://[fe80::1%eth0]")]
    [InlineData("https://[1.2.3.4]")]
    [InlineData("https://[[::1]]")]
    [InlineData("https://[::1]x")]
    [InlineData("https://[::g]")]
    public void Normalize_HostThatBrowsersDoNotSend_IsNone(string text) => Assert.Null(Origins.Normalize(text));

    [Fact]
    public void Normalize_HostAndLabels_HaveTheLimitsOfNames()
    {
        var label = new string('a', 63);
        Assert.NotNull(Origins.Normalize("https://" + label));
        Assert.Null(Origins.Normalize("https://" + label + "a"));
        var longest = string.Join('.', label, label, label, label[..61]);
        Assert.NotNull(Origins.Normalize("https://" + longest));
        Assert.Null(Origins.Normalize("https://" + longest + "a"));
        Assert.Null(Origins.Normalize("https://" + new string('.', 100_000)));
    }

    [Fact]
    public void Normalize_TwoOrigins_AreEqualOnlyWhenABrowserSaysSo()
    {
        string[] hosts = ["a.example", "b.example", "a.example.b.example", "example", "[::1]", "127.0.0.1"];
        string[] ports = ["", ":80", ":443", ":8080"];
        string[] schemes = ["http://", "https://"];
        var all =
            from scheme in schemes
            from host in hosts
            from port in ports
            select (Text: scheme + host + port, Meaning: (scheme, host, Port: port.Length > 0 ? port : scheme == "http://" ? ":80" : ":443"));
        foreach (var one in all)
        {
            foreach (var other in all)
                Assert.Equal(one.Meaning == other.Meaning, Origins.Normalize(one.Text) == Origins.Normalize(other.Text.ToUpperInvariant()));
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("https://A.example:443", "https://a.example")]
    [InlineData("null", "null")]
    [InlineData("", SubmitSpike.NoOrigin)]
    [InlineData("moz-extension://abc", SubmitSpike.NoOrigin)]
    [InlineData("https://a.example, https://b.example", SubmitSpike.NoOrigin)]
    public void Sent_Header_IsNormalizedOrNone(string? header, string? expected)
    {
        var context = new DefaultHttpContext();
        if (header is not null)
            context.Request.Headers.Origin = header;

        Assert.Equal(expected, Origins.Sent(context.Request));
    }

    [Fact]
    public void Sent_TwoHeaders_IsNone()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Origin = new StringValues(["https://a.example", "https://a.example"]);

        Assert.Equal(SubmitSpike.NoOrigin, Origins.Sent(context.Request));
    }
}
