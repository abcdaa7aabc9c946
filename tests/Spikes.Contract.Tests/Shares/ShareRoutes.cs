namespace Spikes.Contract.Tests.Shares;

/// <summary>Every route of the program, and the addresses by which it could reach a share.</summary>
internal static class ShareRoutes
{
    /// <summary>Routes that the description leaves out, and other spellings of one.</summary>
    private static readonly string[] Undescribed =
    [
        "GET /dashboard", "GET /dashboard/{slug}", "GET /auth/verify", "GET /auth/device", "POST /auth/verify/confirm", "POST /auth/device/email",
        "POST /auth/device/confirm", "GET /docs", "PUT /s/{slug}/{path}", "DELETE /s/{slug}", "PATCH /s/{slug}/{path}", "GET /s/", "GET /s",
        "GET //s/{slug}/a.txt", "GET /%73/{slug}/a.txt", "GET /S/{slug}/a.txt", "GET /s//{slug}/a.txt", "GET /s%2f{slug}/a.txt",
        "GET /s/x/../{slug}/a.txt", "GET /x/../s/{slug}/a.txt", "GET /widget.js/../s/{slug}/a.txt",
    ];

    private static readonly string[] Files =
        ["index.html", "a.txt", "docs", "docs/", "~x", "~/a.txt", "~x/a.txt", "nowhere", ".%2fa.txt", "%2e/a.txt"];

    /// <summary>No share is served by these names, whatever the file.</summary>
    private static readonly string[] FilesByOtherName = ["index.html", "a.txt", "~x/a.txt"];

    public static async Task<List<(string Method, string Path)>> ReadAsync(SpikesApp app)
    {
        var paths = (await app.GetAsync("/openapi/v1.json")).Is(200)["paths"]!.AsObject();
        var described = paths.SelectMany(path => path.Value!.AsObject()
            .Where(operation => operation.Key is "get" or "post" or "patch" or "delete" or "put")
            .Select(operation => (operation.Key.ToUpperInvariant(), path.Key)));
        return [.. described, .. Undescribed.Select(route => (route.Split(' ')[0], route.Split(' ')[1]))];
    }

    /// <summary>The addresses of a route, with every name of the share and every place in it.</summary>
    public static IEnumerable<string> Addresses(string method, string route, HiddenShare share)
    {
        // What a route without a place for the name reads of the query, it reads by GET.
        var names = method == "GET" || route.Contains('{', StringComparison.Ordinal) ? share.Names : [share.Slug];
        foreach (var name in names)
        {
            var named = route.Replace("{slug}", name, StringComparison.Ordinal).Replace("{idOrSlug}", name, StringComparison.Ordinal)
                .Replace("{key}", name, StringComparison.Ordinal).Replace("{key_id}", name, StringComparison.Ordinal);
            foreach (var path in Paths(named, name == share.Slug ? Files : FilesByOtherName, share.SpikeId))
                yield return $"{path}?project={name}&share_id={name}";
        }
    }

    /// <summary>Whether the content host answers an address outside <c>/s/</c>.</summary>
    public static bool IsOnBothHosts(string address) => address.Split('?')[0] is
        "/widget.js" or "/spikes.js" or "/sandbox.js" or "/health" or "/health/live" or "/health/ready";

    /// <summary>Whether an address is below <c>/s/</c> as the contract reads it: decoded once, leading slashes as one.</summary>
    public static bool IsPage(string address) =>
        Uri.UnescapeDataString("/" + address.TrimStart('/')).StartsWith("/s/", StringComparison.Ordinal);

    private static IEnumerable<string> Paths(string named, string[] files, string spikeId) =>
        from file in named.Contains("{path}", StringComparison.Ordinal) ? files : [""]
        from spike in named.Contains("{id}", StringComparison.Ordinal) ? new[] { spikeId, spikeId[..4] } : [""]
        select named.Replace("{path}", file, StringComparison.Ordinal).Replace("{id}", spike, StringComparison.Ordinal);
}
