using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Shares;

/// <summary>Spikes of protected shares (contract section 2.2, check 5).</summary>
public sealed class ProtectedSpikeTests(SpikesServer server)
{
    [Fact]
    public async Task List_OwnerHisKeyAndAdmin_NeedNoPassword()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (id, slug) = await ShareAsync(owner);
        var key = (await app.PostAsync("/auth/api-key", new JsonObject(), owner.Token)).Is(201)["api_key"]!.GetValue<string>();
        foreach (var token in new[] { owner.Token, key, server.AdminToken })
        {
            foreach (var name in new[] { slug, id, id.ToUpperInvariant() })
            {
                var row = Assert.Single((await app.GetAsync("/spikes?project=" + name, token)).Is(200)["data"]!.AsArray())!;
                Assert.True(row.AsObject().ContainsKey("userAgent"));
                Assert.Single((await app.GetAsync($"/spikes?project={name}&token={token}")).Is(200)["data"]!.AsArray());
            }
        }
    }

    [Fact]
    public async Task List_Others_NeedThePassword()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (id, slug) = await ShareAsync(owner);
        using var other = server.NewApp();
        var stranger = await other.SignUpAsync();
        foreach (var token in new[] { null, stranger })
        {
            foreach (var name in new[] { slug, id, id.ToUpperInvariant() })
            {
                var missing = (await other.GetAsync("/spikes?project=" + name, token));
                missing.Refuses(401, "AUTH_REQUIRED");
                Assert.Equal("Bearer", missing.Header("WWW-Authenticate"));
                (await other.GetAsync($"/spikes?project={name}&pw=", token)).Refuses(401, "AUTH_REQUIRED");
                Assert.Equal(401, (await other.SendAsync(HttpMethod.Head, "/spikes?project=" + name, token)).Status);
            }

            (await other.GetAsync($"/spikes?project={slug}&pw=wrong", token)).Refuses(401, "AUTH_FAILED");
            var row = Assert.Single((await other.GetAsync($"/spikes?project={id}&pw=right", token)).Is(200)["data"]!.AsArray())!;
            Assert.Equal(("hidden", false), (row["comments"]!.GetValue<string>(), row.AsObject().ContainsKey("userAgent")));
        }
    }

    [Fact]
    public async Task List_ChecksBefore_AreReportedFirst()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (_, slug) = await ShareAsync(owner);
        var writer = (await app.PostAsync("/auth/api-key", new JsonObject { ["scopes"] = "write" }, owner.Token)).Is(201)["api_key"]!.GetValue<string>();

        (await app.GetAsync($"/spikes?project={slug}&pw=right&limit=0")).Refuses(400, "VALIDATION_ERROR");
        (await app.GetAsync($"/spikes?project={slug}&pw=right", "wrong")).Refuses(401, "AUTH_FAILED");
        (await app.GetAsync($"/spikes?project={slug}", writer)).Refuses(403, "SCOPE_DENIED");
        // A pass of the pages opens no list.
        (await app.GetAsync($"/spikes?project={slug}/~x")).Is(200);
    }

    [Fact]
    public async Task Submit_ProtectedOrLocked_StaysOpen()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (id, slug) = await ShareAsync(owner);
        (await app.SubmitAsync(slug)).Is(201);
        await owner.SetTierAsync("free");
        (await app.PostAsync("/spikes", new JsonObject { ["type"] = "page", ["page"] = "p", ["share_id"] = id })).Is(201);
    }

    [Fact]
    public async Task Single_SubmitterWhoIsNotTheOwner_ReadsHisOwnOnly()
    {
        var owner = await server.NewPayerAsync();
        using var app = owner.App;
        var (_, slug) = await ShareAsync(owner);
        var hidden = (await app.GetAsync("/spikes?project=" + slug, owner.Token)).Is(200)["data"]![0]!["id"]!.GetValue<string>();
        using var other = server.NewApp();
        var stranger = await other.SignUpAsync();
        var own = (await other.SubmitAsync(slug, stranger)).Is(201)["id"]!.GetValue<string>();

        (await other.GetAsync("/spikes/" + own, stranger)).Is(200);
        (await other.GetAsync("/spikes/" + hidden, stranger)).Refuses(404, "NOT_FOUND");
        Assert.Single((await other.GetAsync("/spikes", stranger)).Is(200)["data"]!.AsArray());
    }

    private static async Task<(string Id, string Slug)> ShareAsync(Payer owner)
    {
        var share = await owner.ShareAsync("right", ("index.html", "x"));
        var body = SpikesApp.Spike(share.Slug);
        body["comments"] = "hidden";
        (await owner.App.PostAsync("/spikes", body)).Is(201);
        return share;
    }
}
