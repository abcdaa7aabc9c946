using System.Buffers.Text;
using System.Text;
using CsCheck;
using Spikes.Gateway.Spikes;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Tests.Spikes;

public sealed class SpikeCursorTextTests
{
    private const int MaxLength = 200;

    /// <summary>Ids as the store makes or takes them.</summary>
    private static readonly Gen<string> GenId = Gen.Char["ABCabc019_-"].Array[4, 64].Select(letters => new string(letters));

    [Fact]
    public void Write_AnyCursor_ReadsBackAndFitsAQuery() => Gen.Select(Gen.Long[0, long.MaxValue], GenId).Sample((time, id) =>
    {
        var text = SpikeCursorText.Write(new SpikeCursor(time, id));

        Assert.Matches("^[A-Za-z0-9_-]{1,200}$", text);
        Assert.Equal(new SpikeCursor(time, id), SpikeCursorText.Read(text));
    });

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("5")]
    [InlineData("5:")]
    [InlineData(":id")]
    [InlineData("x:id")]
    [InlineData("-5:id")]
    [InlineData("+5:id")]
    [InlineData(" 5:id")]
    [InlineData("5.0:id")]
    [InlineData("0x5:id")]
    [InlineData("99999999999999999999:id")]
    public void Read_EncodedGarbage_IsNull(string plain) => Assert.Null(SpikeCursorText.Read(Encode(plain)));

    [Theory]
    [InlineData("!!")]
    [InlineData("A")]
    [InlineData("NTppZA+/")]
    [InlineData("5:id")]
    [InlineData("NTppZ\0A")]
    [InlineData("主")]
    public void Read_NoBase64Url_IsNull(string text) => Assert.Null(SpikeCursorText.Read(text));

    /// <summary>The text of a cursor is one; the decoder alone would forgive all of these.</summary>
    [Theory]
    [InlineData("NTppZA", true)]
    [InlineData("NTppZA==", false)]
    [InlineData("NTppZB", false)]
    [InlineData("NTpp ZA", false)]
    [InlineData("NTppZA\n", false)]
    [InlineData("MDU6aWQ", false)]
    public void Read_OtherSpellingOfACursor_IsNull(string text, bool isCursor) =>
        Assert.Equal(isCursor ? new SpikeCursor(5, "id") : null, SpikeCursorText.Read(text));

    [Fact]
    public void Read_LongerThanTheMaximum_IsNull()
    {
        Assert.NotNull(SpikeCursorText.Read(Encode("5:" + new string('a', (MaxLength * 3 / 4) - 2))));
        Assert.Null(SpikeCursorText.Read(Encode("5:" + new string('a', (MaxLength * 3 / 4) - 1))));
    }

    [Fact]
    public void Read_AnyText_NeverThrows() => Gen.String.Sample(text => _ = SpikeCursorText.Read(text));

    private static string Encode(string plain) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(plain));
}
