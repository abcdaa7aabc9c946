using System.Globalization;

namespace Spikes.Gateway.Http;

/// <summary>Instants as the contract writes them: UTC, milliseconds, <c>Z</c>.</summary>
internal static class Instants
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] IsoFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyyMMdd'T'HHmmss.FFFFFFFK",
    ];

    private static readonly string[] IsoDates = ["yyyy-MM-dd", "yyyyMMdd"];

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static string? Text(DateTimeOffset? instant) => instant is { } value ? Text(value) : null;

    /// <summary>Whether a text is an ISO 8601 date and time.</summary>
    public static bool IsIso(string text) => TryParse(text, out _);

    /// <summary>Reads an ISO 8601 date and time; without an offset it is UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant) => DateTimeOffset.TryParseExact(
        TrimFraction(text), IsoFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);

    /// <summary>As <see cref="TryParse"/>; a date alone is the instant at which it begins in UTC.</summary>
    public static bool TryParseInstantOrDate(string text, out DateTimeOffset instant) => TryParse(text, out instant)
        || DateTimeOffset.TryParseExact(text, IsoDates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);

    // The framework reads seven digits of a fraction; ISO 8601 and some clients have more.
    private static string TrimFraction(string text)
    {
        var dot = text.IndexOfAny(['.', ',']);
        if (dot < 0)
            return text;
        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end == dot + 1 ? text : string.Concat(text.AsSpan(0, dot), ".", text.AsSpan(dot + 1, Math.Min(7, end - dot - 1)), text.AsSpan(end));
    }
}
