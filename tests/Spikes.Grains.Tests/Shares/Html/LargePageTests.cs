using System.Text;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Shares.Html;

namespace Spikes.Grains.Tests.Shares.Html;

public sealed class LargePageTests
{
    private const int Mebibyte = 1024 * 1024;
    private const string Begin = "<!doctype html><html><head>";
    private const string End = "</body></html>";

    [Theory]
    [InlineData("<p class='a'>Some text\r\nand &amp; more</p>")]
    [InlineData("words without any markup ")]
    [InlineData("<style>a{}</style><script>f('<base>')</script><title>t</title><!-- <base> -->")]
    [InlineData("<svg><style><a></style></svg><textarea><b></textarea>")]
    public void Find_WindowsEndAnywhere_GivesTheSamePlaces(string filling)
    {
        var body = Repeat(filling, Mebibyte);
        for (var shift = 0; shift < filling.Length; shift += 3)
        {
            var file = Page(new string(' ', shift) + body);

            Assert.Equal(new HtmlPlaces(Begin.Length, file.Length - End.Length, false, false, MarkupEncoding.Ascii), Find(file));
        }
    }

    [Theory]
    [InlineData("<script>", "f('<base>');\n", "</script>")]
    [InlineData("<style>", "a{b:c}", "</style>")]
    [InlineData("<textarea>", "<base>", "</textarea>")]
    [InlineData("<!--", " <base> ", "-->")]
    [InlineData("<img src='data:image/png;base64,", "AAAA", "'>")]
    [InlineData("<svg><![CDATA[", "<base>", "]]></svg>")]
    public void Find_TokenOfFiveMebibytes_IsReadToItsEnd(string open, string filling, string close)
    {
        var file = Page(open + Repeat(filling, 5 * Mebibyte) + close + "<script src='/widget.js'></script>");

        Assert.Equal(new HtmlPlaces(Begin.Length, file.Length - End.Length, false, true, MarkupEncoding.Ascii), Find(file));
    }

    [Fact]
    public void Find_TokenLongerThanTheLimit_FallsBackToTheEnd()
    {
        var file = Page("</body><!--" + new string('x', TagReader.MaxWindow + 1) + "-->");

        Assert.Equal(new HtmlPlaces(Begin.Length, file.Length, false, false, MarkupEncoding.Ascii), Find(file));
    }

    [Fact]
    public void Find_PageOf40Mebibytes_AllocatesLittle()
    {
        var file = Page(Repeat("<p class='a'>Some text\nand <b>more</b></p>", 40 * Mebibyte));
        Find(Page(""));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = before;
        var reads = 0;

        var places = MemoryPage.Find(file.Length, (offset, count) =>
        {
            if (reads++ % 32 == 0) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
            return MemoryPage.Part(file, offset, count);
        });

        Assert.Equal(file.Length - End.Length, places.BodyOffset);
        Assert.InRange(peak - before, 0, 8 * Mebibyte);
    }

    private static HtmlPlaces Find(byte[] file) => MemoryPage.Find(file);

    private static byte[] Page(string body) => Encoding.UTF8.GetBytes(Begin + body + End);

    private static string Repeat(string text, int length) => new StringBuilder().Insert(0, text, length / text.Length).ToString();
}
