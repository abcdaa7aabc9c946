using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Pages;

/// <summary>Tells pages for browsers from API paths.</summary>
internal static class PagePaths
{
    public static bool IsPage(PathString path) => path.StartsWithSegments("/dev/mail", StringComparison.OrdinalIgnoreCase);
}
