using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>Cursors as clients carry them: base64url of <c>time:id</c>.</summary>
internal static class SpikeCursorText
{
    private const int MaxLength = 200;

    public static string Write(SpikeCursor cursor) => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cursor.ReceivedAt}:{cursor.Id}")));

    public static SpikeCursor? Read(string text)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text, out var length))
            return null;
        var bytes = new byte[length];
        if (!Base64Url.TryDecodeFromChars(text, bytes, out var written))
            return null;
        var plain = Encoding.UTF8.GetString(bytes, 0, written);
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon == plain.Length - 1
            || !long.TryParse(plain.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            return null;
        var cursor = new SpikeCursor(time, plain[(colon + 1)..]);
        // The decoder forgives white space, padding and stray bits; a cursor is one of ours or none.
        return Write(cursor) == text ? cursor : null;
    }
}
