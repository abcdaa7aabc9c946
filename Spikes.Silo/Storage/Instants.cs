using System.Globalization;

namespace Spikes.Silo.Storage;

/// <summary>Instants are stored as Unix milliseconds and shown as the contract's text (its section 0.2).</summary>
internal static class Instants
{
    /// <summary>Now, in Unix milliseconds.</summary>
    public static long Now(TimeProvider timeProvider) => timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>As <c>2026-01-15T10:30:00.000Z</c>.</summary>
    public static string ToText(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
