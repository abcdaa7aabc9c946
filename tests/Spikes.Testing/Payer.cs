using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Testing;

/// <summary>A user whose tier the test decides.</summary>
public sealed class Payer
{
    private readonly TierRows _tiers;
    private readonly string _userId;

    private Payer(SpikesApp app, TierRows tiers, string token, string userId)
    {
        (App, _tiers, Token, _userId) = (app, tiers, token, userId);
    }

    public SpikesApp App { get; }

    public string Token { get; }

    /// <summary>Signs up and gets a tier.</summary>
    public static async Task<Payer> SignUpAsync(SpikesApp app, TierRows tiers, string tier = "pro", string? email = null)
    {
        var login = await app.RequestLoginTokenAsync(email ?? SpikesApp.NewEmail());
        var verified = (await app.PostAsync("/auth/verify", new JsonObject { ["login_token"] = login })).Is(200);
        var payer = new Payer(app, tiers, verified["token"]!.GetValue<string>(), verified["user"]!["id"]!.GetValue<string>());
        await payer.SetTierAsync(tier);
        return payer;
    }

    public Task SetTierAsync(string tier) => _tiers.SetAsync(_userId, tier);

    /// <summary>Uploads a share that a password opens.</summary>
    public async Task<(string Id, string Slug)> ShareAsync(string password, params (string Name, string Text)[] files)
    {
        var metadata = new JsonObject { ["name"] = "protected", ["password"] = password };
        var share = (await App.ShareAsync(Token, metadata.ToJsonString(), files)).Is(201);
        Assert.Null(share["webhook_secret"]);
        return (share["share_id"]!.GetValue<string>(), share["slug"]!.GetValue<string>());
    }
}
