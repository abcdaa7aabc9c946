using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Shares;

/// <summary>Nothing of a protected share is reachable by any route without its password.</summary>
public sealed class ProtectedRouteTests(SpikesServer server)
{
    private const string FileText = "TEXT-OF-THE-FILE";
    private const string SpikeText = "TEXT-OF-THE-SPIKE";
    private const string PageTitle = "TITLE-OF-THE-SHARE";

    /// <summary>Routes that the description leaves out.</summary>
    private static readonly string[] Undescribed =
    [
        "GET /dashboard", "GET /dashboard/{slug}", "GET /auth/verify", "GET /auth/device", "POST /auth/verify/confirm", "POST /auth/device/email",
        "POST /auth/device/confirm", "GET /docs", "PUT /s/{slug}/{path}", "DELETE /s/{slug}", "PATCH /s/{slug}/{path}", "GET /s/", "GET /s",
    ];

    [Theory]
    [InlineData("pro")]
    [InlineData("free")]
    public async Task Routes_AllWithEveryNameOfTheShare_TellNothing(string ownerTier)
    {
        var owner = await server.NewPayerAsync("pro", unlimited: true);
        using var app = owner.App;
        var metadata = new JsonObject { ["name"] = "hidden", ["title"] = PageTitle, ["password"] = "right" };
        var share = (await app.ShareAsync(
            owner.Token, metadata.ToJsonString(), ("index.html", FileText), ("a.txt", FileText), ("docs/index.html", FileText))).Is(201);
        var (id, slug) = (share["share_id"]!.GetValue<string>(), share["slug"]!.GetValue<string>());
        var spike = SpikesApp.Spike(slug);
        spike["comments"] = SpikeText;
        var spikeId = (await app.PostAsync("/spikes", spike)).Is(201)["id"]!.GetValue<string>();
        await owner.SetTierAsync(ownerTier);

        using var other = server.NewApp(unlimited: true);
        var routes = await RoutesAsync(other);
        // A token for each: some routes end it.
        foreach (var route in routes)
        {
            foreach (var token in new[] { null, await KeyAsync(other) })
            {
                foreach (var path in Paths(route.Path, id, slug, spikeId))
                    await TellsNothingAsync(other, route.Method, path, token, id);
            }
        }

        var stranger = await other.SignUpAsync();
        foreach (var route in routes.Where(route => route.Path is not ("/auth/rotate-token" or "/auth/logout")))
        {
            foreach (var path in Paths(route.Path, id, slug, spikeId))
                await TellsNothingAsync(other, route.Method, path, stranger, id);
        }

        await owner.SetTierAsync("pro");
        var export = (await app.GetAsync("/shares/" + id, owner.Token)).Is(200);
        Assert.Contains(export["exported_spikes"]!.AsArray(), row => row!["comments"]!.GetValue<string>() == SpikeText);
        Assert.Contains(FileText, (await app.GetAsync($"/s/{slug}/a.txt?pw=right")).Body, StringComparison.Ordinal);
    }

    private static async Task<List<(string Method, string Path)>> RoutesAsync(SpikesApp app)
    {
        var paths = (await app.GetAsync("/openapi/v1.json")).Is(200)["paths"]!.AsObject();
        var described = paths.SelectMany(path => path.Value!.AsObject()
            .Where(operation => operation.Key is "get" or "post" or "patch" or "delete" or "put")
            .Select(operation => (operation.Key.ToUpperInvariant(), path.Key)));
        return [.. described, .. Undescribed.Select(route => (route.Split(' ')[0], route.Split(' ')[1]))];
    }

    private static IEnumerable<string> Paths(string route, string id, string slug, string spikeId)
    {
        string[] files = ["index.html", "a.txt", "docs", "docs/", "~x", "~/a.txt", "~x/a.txt", "nowhere", ".%2fa.txt", "%2e/a.txt"];
        foreach (var name in new[] { slug, id, id.ToUpperInvariant() })
        {
            var named = route.Replace("{slug}", name, StringComparison.Ordinal).Replace("{idOrSlug}", name, StringComparison.Ordinal)
                .Replace("{key}", name, StringComparison.Ordinal).Replace("{key_id}", name, StringComparison.Ordinal);
            foreach (var file in named.Contains("{path}", StringComparison.Ordinal) ? files : [""])
            {
                foreach (var spike in named.Contains("{id}", StringComparison.Ordinal) ? new[] { spikeId, spikeId[..4] } : [""])
                {
                    var path = named.Replace("{path}", file, StringComparison.Ordinal).Replace("{id}", spike, StringComparison.Ordinal);
                    yield return $"{path}?project={name}&share_id={name}";
                }
            }
        }
    }

    private static async Task<string> KeyAsync(SpikesApp app) =>
        (await app.PostAsync("/auth/api-key", new JsonObject())).Is(201)["api_key"]!.GetValue<string>();

    private static async Task TellsNothingAsync(SpikesApp app, string method, string path, string? token, string shareId)
    {
        // Reading the list of everything, or changing what is not his, is not what this is about: the answers are.
        var body = SpikesApp.Json($$"""{"share_id":"{{shareId}}","project":"{{shareId}}","key":"{{shareId}}","type":"page","page":"p","resolved":true}""");
        var answer = await app.SendAsync(
            new HttpMethod(method), path, token, method is "GET" or "DELETE" ? null : body, headers => headers.Add("Range", "bytes=0-99"));
        foreach (var text in new[] { FileText, SpikeText, PageTitle })
            Assert.False(answer.Body.Contains(text, StringComparison.Ordinal), $"{method} {path} tells {text}");
        // Nothing is sold here.
        var isFine = answer.Status is not 206 and < 500 || answer.Body.Contains("Billing not configured", StringComparison.Ordinal);
        Assert.True(isFine, $"{method} {path}: {answer.Status}");
        if (method == "GET")
            Assert.Equal("", (await app.SendAsync(HttpMethod.Head, path, token)).Body);
    }
}
