using Spikes.Gateway.Options;

namespace Spikes.Gateway.Pages;

/// <summary>Names of cookies.</summary>
internal static class PageCookies
{
    private const string HostPrefix = "__Host-";

    /// <summary>With https, a name that browsers accept from this very host only: no neighbouring host can set it.</summary>
    public static string NameOf(string name, PublicUrls urls) => urls.IsHttps ? HostPrefix + name : name;
}
