using System.Text;
using System.Text.Json;
using CsCheck;
using Spikes.Grains.Interfaces.Json;

namespace Spikes.Grains.Tests.Json;

public sealed class PlainJsonEncoderTests
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = PlainJsonEncoder.Instance };

    [Theory]
    [InlineData("😀 \u00A0\u2028\u2029 é <script>&'+/\u007F")]
    [InlineData("日本語 \uE000\uFEFF")]
    public void Encode_NothingThatJsonForbids_IsUnchanged(string text) =>
        Assert.Equal($"\"{text}\"", JsonSerializer.Serialize(text, Options));

    [Theory]
    [InlineData("a\"b\\c", "a\\\"b\\\\c")]
    [InlineData("\n\r\t", "\\n\\r\\t")]
    [InlineData("\0\u0001\u001F", "\\u0000\\u0001\\u001f")]
    [InlineData("😀\"", "😀\\\"")]
    public void Encode_WhatJsonForbids_IsEscaped(string text, string expected) =>
        Assert.Equal($"\"{expected}\"", JsonSerializer.Serialize(text, Options));

    [Fact]
    public void Encode_LoneSurrogate_BecomesReplacementCharacter() =>
        Assert.Equal("\"a\uFFFDb\uFFFD\"", JsonSerializer.Serialize("a\uD83Db\uDE00", Options));

    [Fact]
    public void Serialize_AnyText_ReadsBackAsSentWithoutLoneSurrogates() =>
        Gen.Char.Array[0, 300].Sample(characters =>
        {
            var text = new string(characters);
            var wellFormed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

            return JsonSerializer.Deserialize<string>(JsonSerializer.SerializeToUtf8Bytes(text, Options)) == wellFormed;
        });
}
