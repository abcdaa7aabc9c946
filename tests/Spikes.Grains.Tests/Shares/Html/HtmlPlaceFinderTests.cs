using System.Text;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Grains.Tests.Shares.Html;

public sealed class HtmlPlaceFinderTests
{
    /// <summary><c>^</c> stands where the head place must be, <c>$</c> where the body place must be.</summary>
    [Theory]
    [InlineData("^$")]
    [InlineData("^text without tags$")]
    [InlineData("<!doctype html>^<p>x$")]
    [InlineData("<!doctype html system 'a>^b'>$</body>")]
    [InlineData("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'http://x/y'>^<p>x$")]
    [InlineData("<!doctype html><html lang=en>^<p>x$")]
    [InlineData("<!doctype html>\n<html>\n<head>^<title>t</title></head><body>x$</body></html>")]
    [InlineData("<!doctype html>\r\n<html>\r\n<head>^\r\n<title>t</title>\r\n</head>\r\n<body>\r\nx\r\n$</body>\r\n</html>\r\n")]
    [InlineData("<html>\r<head>^\r<body>\rx\r$</body>\r")]
    [InlineData("<HTML><HEAD>^<BODY>x$</BODY></HTML>")]
    [InlineData("<head>^</head><body>x$</BODY >")]
    [InlineData("<head>^</head><body>x$</body\n\tclass='a>b'></html>")]
    [InlineData("<head data-a='>' data-b=\">\">^<body data-c='</body>'>x$</body>")]
    [InlineData("<html><header>h</header><head>^</head>$</body>")]
    [InlineData("<html>^<header>h</header>$</body>")]
    [InlineData("<!-- <head></body> --><head>^</head>x$</body><!-- </body> -->")]
    [InlineData("<head>^<script>'</body>'</script></head>$</body><script>var a = '</body>';</script>")]
    [InlineData("<head>^<script>'<!--<script></script></body>'</script></head>$")]
    [InlineData("<head>^<style>a{content:'</body>'}</style>$</body><textarea></body></textarea>")]
    [InlineData("<head>^<title><head></body></title></head>$</body><noscript></body></noscript>")]
    [InlineData("<head>^<body>a</body>b$</body><plaintext></body>")]
    [InlineData("<head>^<body><svg><![CDATA[ </body> ]]><style></style></svg>x$</body>")]
    [InlineData("<head>^<body><svg><title>a<b></title></svg>$</body>")]
    [InlineData("<head>^<body><p><![CDATA[ >x$</body> ]]>")]
    [InlineData("<head>^<body><svg><p>x$</body><textarea></body></textarea>")]
    [InlineData("<head>^</head><frameset><noframes><body></body></noframes></frameset>$")]
    [InlineData("<?xml version='1.0'?><html><head>^</head>$</body>")]
    [InlineData("<head>^\0<body\0>x\0$</body>")]
    [InlineData("<head>^<p>a &lt;/body> &amp b$</body>")]
    [InlineData("<head>^<body>x$</body></body")]
    [InlineData("<head>^<body>x$</body><!-- never closed </body>")]
    [InlineData("<head>^<body>x$</body><a href='never closed </body>")]
    [InlineData("^$</body><head>")]
    [InlineData("<head>^é ü 日本語 😀<body>é$</body>")]
    public void Find_Markup_GivesPlacesInEveryEncoding(string marked)
    {
        foreach (var (encoding, kind) in Encodings)
        {
            var mark = encoding.GetPreamble();
            var plain = marked.Replace("^", "", StringComparison.Ordinal).Replace("$", "", StringComparison.Ordinal);
            byte[] file = [.. mark, .. encoding.GetBytes(plain)];

            var places = Find(file);

            var head = mark.Length + encoding.GetByteCount(marked[..marked.IndexOf('^', StringComparison.Ordinal)]);
            var before = marked[..marked.IndexOf('$', StringComparison.Ordinal)].Replace("^", "", StringComparison.Ordinal);
            Assert.Equal(new HtmlPlaces(head, mark.Length + encoding.GetByteCount(before), false, false, kind), places);
        }
    }

    private static IEnumerable<(Encoding Encoding, MarkupEncoding Kind)> Encodings =>
    [
        (new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), MarkupEncoding.Ascii),
        (new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), MarkupEncoding.Ascii),
        (new UnicodeEncoding(bigEndian: false, byteOrderMark: true), MarkupEncoding.Utf16LittleEndian),
        (new UnicodeEncoding(bigEndian: true, byteOrderMark: true), MarkupEncoding.Utf16BigEndian),
    ];

    [Fact]
    public void Find_Latin1Bytes_CountsBytes()
    {
        var file = Encoding.Latin1.GetBytes("<head>éÿ<body>ü</body>");

        Assert.Equal(new HtmlPlaces(6, 15, false, false, MarkupEncoding.Ascii), Find(file));
    }

    [Theory]
    [InlineData("<base href='/x/'>", true)]
    [InlineData("<BASE target=_top>", true)]
    [InlineData("<!-- <base> --><basefont><script>'<base>'</script>", false)]
    public void Find_BaseElement_IsSeen(string html, bool expected) => Assert.Equal(expected, Find(Encoding.UTF8.GetBytes(html)).HasBase);

    [Theory]
    [InlineData("<script src='https://spikes.example/widget.js'></script>", true)]
    [InlineData("<script defer src=https://spikes.example/a/spikes.js?v=1&amp;b#c></script>", true)]
    [InlineData("<SCRIPT SRC=\"/widget.js\"></SCRIPT>", true)]
    [InlineData("<script src=' /widget.js '></script>", true)]
    [InlineData("<script src='/mywidget.js'></script>", false)]
    [InlineData("<script src='/widget.js/other.js'></script>", false)]
    [InlineData("<script src='/other.js?x=/widget.js'></script>", false)]
    [InlineData("<script data-src='/widget.js'></script>", false)]
    [InlineData("<img src='/widget.js'>", false)]
    [InlineData("<!-- <script src='/widget.js'></script> -->", false)]
    [InlineData("<script>'<script src=/widget.js>'</script>", false)]
    public void Find_WidgetScript_IsSeen(string html, bool expected) =>
        Assert.Equal(expected, Find(Encoding.UTF8.GetBytes(html)).HasWidget);

    [Fact]
    public void Find_FileCannotBeRead_FallsBackToStartAndEnd() =>
        Assert.Equal(new HtmlPlaces(0, 10, false, false, MarkupEncoding.Ascii), MemoryPage.Find(10, (_, _) => default));

    private static HtmlPlaces Find(byte[] file) => MemoryPage.Find(file);
}
