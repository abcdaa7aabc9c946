using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Spikes.Grains.Interfaces.Json;

/// <summary>
/// Escapes only what JSON demands: quote, backslash and U+0000 to U+001F. All other text, emoji and U+2028 included, is written as it is;
/// the ready-made encoders escape some of it. A lone surrogate becomes U+FFFD. The output is not safe inside HTML.
/// </summary>
public sealed unsafe class PlainJsonEncoder : JavaScriptEncoder
{
    /// <summary>The one instance; it has no state.</summary>
    public static readonly PlainJsonEncoder Instance = new();

    private static readonly SearchValues<char> Special = SearchValues.Create(MustEscapeOrCheck());

    private PlainJsonEncoder()
    {
    }

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        var index = 0;
        while (true)
        {
            var found = span[index..].IndexOfAny(Special);
            if (found < 0) return -1;

            index += found;
            var decoded = Rune.DecodeFromUtf16(span[index..], out var rune, out var length);
            if (decoded != OperationStatus.Done || WillEncode(rune.Value)) return index;

            // A whole surrogate pair.
            index += length;
        }
    }

    /// <inheritdoc/>
    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var destination = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar)) return new Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);

        var shorthand = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => null,
        };
        if (shorthand is null) return destination.TryWrite($"\\u{unicodeScalar:x4}", out numberOfCharactersWritten);

        numberOfCharactersWritten = shorthand.TryCopyTo(destination) ? shorthand.Length : 0;
        return numberOfCharactersWritten > 0;
    }

    private static char[] MustEscapeOrCheck() =>
    [
        .. Enumerable.Range(0, 0x20).Select(code => (char)code),
        '"',
        '\\',
        .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code),
    ];
}
