namespace Spikes.Browser.Tests;

/// <summary>How a page of ours looks: no violation that axe finds, and nothing to scroll sideways.</summary>
internal static class Appearance
{
    /// <summary>Checks the page as it is now. The picture is for people, who say where they want it.</summary>
    public static async Task IsGoodAsync(IPage page, string name)
    {
        Assert.Empty(await Axe.ViolationsAsync(page, name));
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), name + " is too wide");
        if (Environment.GetEnvironmentVariable("SPIKES_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, FormattableString.Invariant($"{name}-{page.ViewportSize!.Width}-{await SchemeAsync(page)}.png")), FullPage = true });
    }

    private static Task<string> SchemeAsync(IPage page) =>
        page.EvaluateAsync<string>("() => matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'");
}
