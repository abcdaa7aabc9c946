using System.Globalization;

namespace Spikes.Gateway.Pages;

/// <summary>Instants as pages show them.</summary>
internal static class PageTime
{
    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
