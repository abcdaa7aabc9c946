using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Shares;

/// <summary>Passwords and webhooks of an upload are for paid plans (contract sections 2.3 and 7.1).</summary>
public sealed class PaidUploadTests(SpikesServer server)
{
    private const string Webhook = """{"slug":"hook","webhook_url":"https://example.com/hook"}""";
    private const string Password = """{"slug":"secret","password":"x"}""";

    private static readonly (string, string) Page = ("index.html", "x");

    [Fact]
    public async Task Upload_EveryTier_MayIfItPays()
    {
        var owner = await server.NewPayerAsync("free", unlimited: true);
        using var app = owner.App;
        foreach (var tier in new[] { "free", "pro", "free", "agent", "free", "grace", "free" })
        {
            await owner.SetTierAsync(tier);
            foreach (var metadata in tier == "free" ? new[] { Password, Webhook } : [Webhook])
            {
                var answer = await app.ShareAsync(owner.Token, metadata, Page);
                if (tier == "free")
                    Assert.EndsWith("/dashboard", answer.Refuses(403, "UPGRADE_REQUIRED")["upgrade_url"]!.GetValue<string>(), StringComparison.Ordinal);
                else
                    Assert.Matches("^[0-9a-f]{64}$", answer.Is(201)["webhook_secret"]!.GetValue<string>());
            }
        }

        // The secrets differ, and nothing of the refused ones is left.
        Assert.Equal(3, (await app.GetAsync("/shares", owner.Token)).Is(200).AsArray().Count);
        Assert.DoesNotContain("webhook_secret", (await app.GetAsync("/shares", owner.Token)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_Keys_HaveTheTierOfTheirUser()
    {
        var owner = await server.NewPayerAsync("pro", unlimited: true);
        using var app = owner.App;
        var linked = (await app.PostAsync("/auth/api-key", new JsonObject(), owner.Token)).Is(201)["api_key"]!.GetValue<string>();
        var alone = (await app.PostAsync("/auth/api-key", new JsonObject())).Is(201)["api_key"]!.GetValue<string>();

        (await app.ShareAsync(linked, Password, Page)).Is(201);
        (await app.ShareAsync(alone, Password, Page)).Refuses(403, "UPGRADE_REQUIRED");
        (await app.ShareAsync(alone, Webhook, Page)).Refuses(403, "UPGRADE_REQUIRED");
    }

    /// <summary>Whatever else is wrong, the lowest number is reported.</summary>
    [Theory]
    [InlineData("free", """{"password":"x","slug":1}""", "a", 400, "VALIDATION_ERROR")]
    [InlineData("free", """{"webhook_url":"http://example.com"}""", "a", 400, "VALIDATION_ERROR")]
    [InlineData("pro", """{"webhook_url":"https://127.0.0.1/"}""", "a", 400, "VALIDATION_ERROR")]
    [InlineData("pro", """{"webhook_url":"https://2130706433/"}""", "a", 400, "VALIDATION_ERROR")]
    [InlineData("pro", """{"password":""}""", "a", 400, "VALIDATION_ERROR")]
    [InlineData("free", """{"password":"x"}""", "../a", 403, "UPGRADE_REQUIRED")]
    [InlineData("free", """{"password":"x"}""", null, 403, "UPGRADE_REQUIRED")]
    [InlineData("pro", """{"password":"x"}""", "../a", 400, "INVALID_FILENAME")]
    [InlineData("pro", """{"password":"x"}""", null, 400, "VALIDATION_ERROR")]
    [InlineData("pro", "[", "../a", 400, "INVALID_JSON")]
    public async Task Upload_SeveralFaults_LowestNumberIsReported(string tier, string metadata, string? file, int status, string code)
    {
        var owner = await server.NewPayerAsync(tier, unlimited: true);
        using var app = owner.App;
        (await app.ShareAsync(owner.Token, metadata, file is null ? [] : [(file, "x")])).Refuses(status, code);
        Assert.Empty((await app.GetAsync("/shares", owner.Token)).Is(200).AsArray());
    }

    [Fact]
    public async Task Upload_FreeAtTheLimit_IsToldOfThePlanFirst()
    {
        var owner = await server.NewPayerAsync("free", unlimited: true);
        using var app = owner.App;
        for (var share = 0; share < 5; share++)
            await app.NewShareAsync(owner.Token);

        (await app.ShareAsync(owner.Token, Password, Page)).Refuses(403, "UPGRADE_REQUIRED");
        (await app.ShareAsync(owner.Token, "{}", Page)).Refuses(429, "SHARE_LIMIT");
        await owner.SetTierAsync("pro");
        (await app.ShareAsync(owner.Token, Password, Page)).Is(201);
    }

    [Fact]
    public async Task Upload_WebhookIntoAnAllowedNetwork_MayBeHttp()
    {
        var front = await server.OtherAsync("private-hooks", SpikesServer.TrustLoopback, "--Spikes:Webhooks:AllowedPrivateNetworks:0=127.0.0.0/8");
        using var app = front.NewApp();
        var owner = await Payer.SignUpAsync(app, front.Tiers);

        (await app.ShareAsync(owner.Token, """{"webhook_url":"http://127.0.0.1:9/hook"}""", Page)).Is(201);
        (await app.ShareAsync(owner.Token, """{"webhook_url":"https://localhost:9/hook"}""", Page)).Is(201);
        foreach (var url in new[] { "http://93.184.215.14/", "http://10.0.0.1/", "https://10.0.0.1/" })
            Assert.Equal(["webhook_url"], (await app.ShareAsync(owner.Token, $$"""{"webhook_url":"{{url}}"}""", Page)).InvalidFields());
    }
}
