using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Shares;

/// <summary>Nothing of a protected share is reachable by any route without its password, on any host.</summary>
public sealed class ProtectedRouteTests(SpikesServer server)
{
    public static MatrixTheoryData<AskedHost, string> Cases => new(Enum.GetValues<AskedHost>(), ["pro", "free"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Routes_AllWithEveryNameOfTheShare_TellNothing(AskedHost host, string ownerTier)
    {
        var front = host == AskedHost.Only ? null : await TwoHosts.StartAsync(server);
        var owner = front is null
            ? await server.NewPayerAsync("pro", unlimited: true)
            : await Payer.SignUpAsync(front.NewApp(new Uri(TwoHosts.Public)), front.Tiers);
        using var api = owner.App;
        using var asked = front?.NewApp(new Uri(host == AskedHost.Public ? TwoHosts.Public : TwoHosts.Content)) ?? server.NewApp(unlimited: true);
        using var pages = front?.NewApp(new Uri(TwoHosts.Content)) ?? server.NewApp(unlimited: true);
        var share = await HiddenShare.UploadAsync(owner);
        await owner.SetTierAsync(ownerTier);

        var routes = await ShareRoutes.ReadAsync(api);
        var matrix = new RouteMatrix(host, asked, share, routes);
        var stranger = await api.SignUpAsync();
        await Task.WhenAll(
        [
            matrix.TellsNothingAsync(_ => Task.FromResult<string?>(null)),
            // A key for each: some routes end it.
            matrix.TellsNothingAsync(async _ => await KeyAsync(api)),
            matrix.TellsNothingAsync(route => Task.FromResult(route is "/auth/rotate-token" or "/auth/logout" ? null : stranger)),
            .. Spellings(host).Select(spelling => matrix.TellsNothingAsync(_ => Task.FromResult<string?>(null), spelling)),
        ]);

        await owner.SetTierAsync("pro");
        await TellsWhoMayKnowAsync(matrix, owner, pages);
    }

    /// <summary>Other ways to name the host, or for the public one to name what is not the content host.</summary>
    private static string[] Spellings(AskedHost host) => host switch
    {
        AskedHost.Public => ["127.0.0.1", "elsewhere.example"],
        AskedHost.Content => [$"LOCALHOST:{TwoHosts.Port}", "LocalHost", "localhost:1"],
        _ => [],
    };

    /// <summary>The same addresses tell everything to those who may know it: the matrix asks where there is something to be told.</summary>
    private static async Task TellsWhoMayKnowAsync(RouteMatrix matrix, Payer owner, SpikesApp pages)
    {
        string[] told = matrix.Host == AskedHost.Content ? [] : ["/shares/{idOrSlug}", "/spikes", "/spikes/{id}"];
        Assert.Equal(told, await matrix.TellingRoutesAsync(owner.Token));
        var export = (await owner.App.GetAsync("/shares/" + matrix.Share.Id, owner.Token)).Is(200);
        Assert.Contains(export["exported_spikes"]!.AsArray(), row => row!["comments"]!.GetValue<string>() == HiddenShare.SpikeText);

        var slug = matrix.Share.Slug;
        var byPassword = await pages.GetAsync($"/s/{slug}/a.txt?pw={HiddenShare.Password}");
        Assert.Equal((200, HiddenShare.FileText), (byPassword.Status, byPassword.Body));
        var form = new FormUrlEncodedContent([new("pw", HiddenShare.Password)]);
        var opened = await pages.SendAsync(HttpMethod.Post, "/s/" + slug, body: form);
        Assert.Equal(303, opened.Status);
        var pass = opened.Header("Location")!.Split('/')[3];
        string[] files = matrix.Host == AskedHost.Public ? [] : ["index.html", "a.txt", "docs/"];
        Assert.Equal(files.Select(file => $"/s/{slug}/{pass}/{file}"), await matrix.TellingPagesAsync(pass));
    }

    private static async Task<string> KeyAsync(SpikesApp app) =>
        (await app.PostAsync("/auth/api-key", new JsonObject())).Is(201)["api_key"]!.GetValue<string>();
}
