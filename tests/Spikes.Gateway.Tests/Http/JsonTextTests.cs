using System.Text;
using System.Text.Json;
using CsCheck;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Tests.Http;

public sealed class JsonTextTests
{
    /// <summary>What a JSON string can be made of: escapes whole and halved, escaped backslashes before what looks like an escape.</summary>
    private static readonly string[] Pieces =
    [
        "a", "ud800", "0000", "ä", "😀", @"\\", @"\""", @"\n", @"\u0041", @"\u0000", @"\ud83d", @"\uDE00", @"\uD800", @"\udfff", @"\ufffd",
    ];

    private static readonly Gen<string> GenString = Gen.Int[0, Pieces.Length - 1].Array[0, 12].Select(
        numbers => string.Concat(numbers.Select(number => Pieces[number])));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(@"\u0041", @"\u0041")]
    [InlineData(@"\ud83d\ude00", @"\ud83d\ude00")]
    [InlineData(@"\uD83D\uDE00", @"\uD83D\uDE00")]
    [InlineData(@"\ud83d", @"\ufffd")]
    [InlineData(@"\ude00", @"\ufffd")]
    [InlineData(@"\ude00\ud83d", @"\ufffd\ufffd")]
    [InlineData(@"\ud83d\ud83d\ude00", @"\ufffd\ud83d\ude00")]
    [InlineData(@"\ud83d\ude00\ude00", @"\ud83d\ude00\ufffd")]
    [InlineData(@"\ud83dx\ude00", @"\ufffdx\ufffd")]
    [InlineData(@"\ud83d\u0041", @"\ufffd\u0041")]
    [InlineData(@"\ud83d\n", @"\ufffd\n")]
    [InlineData(@"\u0000", @"\ufffd")]
    [InlineData(@"\ud83d\u0000", @"\ufffd\ufffd")]
    [InlineData(@"\\ud83d", @"\\ud83d")]
    [InlineData(@"\\\ud83d", @"\\\ufffd")]
    [InlineData(@"\\\\ud83d", @"\\\\ud83d")]
    [InlineData(@"\\u0000", @"\\u0000")]
    [InlineData(@"\""\ud83d", @"\""\ufffd")]
    [InlineData(@"\U0000", @"\U0000")]
    [InlineData(@"\ud83g", @"\ud83g")]
    [InlineData(@"\u+000", @"\u+000")]
    [InlineData(@"\u 000", @"\u 000")]
    [InlineData("", "")]
    [InlineData(@"\", @"\")]
    [InlineData(@"\u", @"\u")]
    [InlineData(@"\ud8", @"\ud8")]
    [InlineData(@"\ud83d\", @"\ufffd\")]
    [InlineData(@"\ud83d\ude0", @"\ufffd\ude0")]
    public void Repair_Escapes_OnlyLoneSurrogatesAndNulAreReplaced(string text, string expected) => Assert.Equal(expected, Repair(text));

    [Fact]
    public void Repair_AnyJsonString_CanBeReadAndHoldsNothingLone() => GenString.Sample(text =>
    {
        using var document = JsonDocument.Parse(Repair($$"""{"{{text}}":"{{text}}"}"""));
        var member = Assert.Single(document.RootElement.EnumerateObject());
        AssertStorable(member.Name);
        AssertStorable(member.Value.GetString()!);
    });

    [Fact]
    public void Repair_TextWithNothingToRepair_IsUntouched() => Gen.String.Sample(text =>
    {
        // The serializer escapes what it must, and replaces what is lone by itself.
        var json = JsonSerializer.Serialize(text.Replace('\0', ' '));
        Assert.Equal(json, Repair(json));
    });

    [Fact]
    public void Repair_AnyPiecesOfEscapes_IsTheSameWhenRepairedAgain() => Gen.Char["\\\\ud8cf0\""].Array[0, 60].Sample(text =>
    {
        var repaired = Repair(new string(text));
        Assert.Equal(text.Length, repaired.Length);
        Assert.Equal(repaired, Repair(repaired));
    });

    [Theory]
    [InlineData("\ufeff{}", "{}")]
    [InlineData("{}", "{}")]
    [InlineData("\ufeff", "")]
    [InlineData("\ufeff\ufeff", "\ufeff")]
    public void WithoutMark_OneByteOrderMark_IsDropped(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(JsonText.WithoutMark(Encoding.UTF8.GetBytes(text)).Span));

    private static string Repair(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        JsonText.Repair(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static void AssertStorable(string text)
    {
        Assert.DoesNotContain('\0', text);
        Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
    }
}
