using System.Text.Json.Nodes;

namespace Spikes.Contract.Tests.Billing;

/// <summary>A user with a tier of choice, and the keys of it.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Token">Its user token.</param>
internal sealed record Agent(SpikesApp App, string Id, string Token)
{
    public static async Task<Agent> SignUpAsync(SpikesServer server, SpikesApp app, string tier = "agent")
    {
        var body = new JsonObject { ["login_token"] = await app.RequestLoginTokenAsync(SpikesApp.NewEmail()) };
        var signedIn = (await app.PostAsync("/auth/verify", body)).Is(200);
        var id = signedIn["user"]!["id"]!.GetValue<string>();
        await server.SetTierAsync(id, tier);
        return new Agent(app, id, signedIn["token"]!.GetValue<string>());
    }

    /// <summary>A key with a cap in cents.</summary>
    public async Task<(string Id, string Secret)> NewKeyAsync(int? capCents)
    {
        var key = (await App.PostAsync("/auth/api-key", new JsonObject { ["monthly_cap_cents"] = capCents }, Token)).Is(201);
        return (key["key_id"]!.GetValue<string>(), key["api_key"]!.GetValue<string>());
    }

    public Task<Answer> SetCapAsync(SpikesApp app, string keyId, int? capCents) => app.SendAsync(
        HttpMethod.Patch,
        "/auth/api-key/" + keyId,
        Token,
        SpikesApp.Json(new JsonObject { ["monthly_cap_cents"] = capCents }.ToJsonString()));
}
