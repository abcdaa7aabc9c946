using System.Text;
using CsCheck;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Shares.Html;

namespace Spikes.Grains.Tests.Shares.Html;

public sealed class AnyPageTests
{
    /// <summary>Room for the longest start tag that a window begins with, and little more.</summary>
    private const int TinyWindow = 16;

    private static readonly string[] Parts =
    [
        "<", ">", "/", "!", "--", "-", "=", "\"", "'", " ", "\r", "\n", "\0", "&", "#", "x41;", "amp",
        "<![CDATA[", "<![CDATA[", "]]>", "\uFFFF", "é", "text",
        "<html>", "<head>", "<base>", "<body>", "</body>", "<script", "<script>", "</script>",
        "<svg>", "<svg>", "<math>", "</svg>", "<title>", "</title>",
        "<plaintext>", "<!--", "<!doctype html>", "<!doctype", "<style>", "</style\r\n>", "<script src='/widget.js'></script>", "<?", "</",
    ];

    private static readonly Gen<string> Markup =
        Gen.Int[0, Parts.Length - 1].Select(part => Parts[part]).Array[0, 60].Select(string.Concat);

    private static readonly Gen<byte[]> Pages = Gen.OneOf(
        Markup.Select(Encoding.UTF8.GetBytes),
        Markup.Select(text => (byte[])[0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]),
        Markup.Select(text => (byte[])[0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text), 0x3C]),
        Gen.Byte.Array[0, 300]);

    [Fact]
    public void Find_AnyBytes_GivesPlacesInsideTheFile() => Pages.Sample(
        page =>
        {
            var places = Find(page, TagReader.FirstWindow);
            return places.HeadOffset >= 0 && places.HeadOffset <= places.BodyOffset && places.BodyOffset <= page.Length;
        },
        iter: 5000);

    [Fact]
    public void Find_AnyBytesInTinyWindows_GivesThePlacesOfOneWindow() =>
        Pages.Sample(page => Find(page, TinyWindow) == Find(page, TagReader.FirstWindow), iter: 10_000);

    private static HtmlPlaces Find(byte[] page, int firstWindow) => MemoryPage.Find(page, firstWindow);
}
