using System.Text;
using System.Text.Encodings.Web;

namespace Spikes.Grains.Interfaces.Json;

/// <summary>
/// Writes text as UTF-8 and escapes only what JSON demands: quote, backslash and control characters. The framework's relaxed encoder
/// escapes emoji, no-break spaces and more. Lone surrogates become U+FFFD.
/// </summary>
public sealed class PlainJsonEncoder : JavaScriptEncoder
{
    /// <summary>The one instance.</summary>
    public static readonly PlainJsonEncoder Instance = new();

    private PlainJsonEncoder()
    {
    }

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        for (var at = 0; at < span.Length; at++)
        {
            if (char.IsHighSurrogate(span[at]) && at + 1 < span.Length && char.IsLowSurrogate(span[at + 1]))
                at++;
            else if (char.IsSurrogate(span[at]) || WillEncode(span[at]))
                return at;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var output = new Span<char>(buffer, bufferLength);
        if (WillEncode(unicodeScalar))
            return TryEscape(unicodeScalar, output, out numberOfCharactersWritten);
        return new Rune(unicodeScalar).TryEncodeToUtf16(output, out numberOfCharactersWritten);
    }

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

    private static bool TryEscape(int scalar, Span<char> output, out int written)
    {
        var text = scalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => "\\u" + scalar.ToString("x4", System.Globalization.CultureInfo.InvariantCulture),
        };
        written = text.TryCopyTo(output) ? text.Length : 0;
        return written > 0;
    }
}
