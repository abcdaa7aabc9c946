namespace Spikes.Grains.Shares.Html;

internal static class HtmlNames
{
    /// <summary>Only these files get markup (contract section 5.5).</summary>
    internal static bool IsHtml(string name) =>
        name.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".htm", StringComparison.OrdinalIgnoreCase);
}
