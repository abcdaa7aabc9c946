using System.Globalization;

namespace Spikes.Gateway.Http;

/// <summary>Makes JSON text safe to read as strings.</summary>
internal static class JsonText
{
    private const int EscapeLength = 6;

    /// <summary>
    /// Replaces lone surrogate escapes and <c>\u0000</c> by <c>\ufffd</c>, in place: the framework throws when it meets the former, and
    /// storage cannot hold the latter.
    /// </summary>
    public static void Repair(Span<byte> json)
    {
        var at = 0;
        while (at < json.Length)
        {
            var next = json[at..].IndexOf((byte)'\\');
            if (next < 0)
                return;
            at += next;
            at += RepairEscape(json[at..]);
        }
    }

    /// <summary>The text without a byte order mark.</summary>
    public static Memory<byte> WithoutMark(Memory<byte> json) =>
        json.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? json[3..] : json;

    private static int RepairEscape(Span<byte> escape)
    {
        if (!TryReadUnit(escape, out var unit))
            return Math.Min(2, escape.Length);
        if (char.IsHighSurrogate(unit) && TryReadUnit(escape[EscapeLength..], out var low) && char.IsLowSurrogate(low))
            return 2 * EscapeLength;
        if (unit == 0 || char.IsSurrogate(unit))
            "\\ufffd"u8.CopyTo(escape);
        return EscapeLength;
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> escape, out char unit)
    {
        unit = default;
        if (escape.Length < EscapeLength || escape[0] != '\\' || escape[1] != 'u')
            return false;
        var isHex = ushort.TryParse(escape[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        unit = (char)value;
        return isHex;
    }
}
