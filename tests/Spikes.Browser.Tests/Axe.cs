using Deque.AxeCore.Commons;

namespace Spikes.Browser.Tests;

/// <summary>What axe finds wrong on a page. Its own package opens a second page for every run, which takes ten times as long.</summary>
internal static class Axe
{
    private const string Check =
        """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id} at ${target}: ${html}`))
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>The violations, each with the state in which it was found.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page, string state)
    {
        if (await page.EvaluateAsync<bool>("() => !window.axe"))
            await page.EvaluateAsync(Script);
        return [.. (await page.EvaluateAsync<string[]>(Check)).Select(violation => $"{state}: {violation}")];
    }
}
