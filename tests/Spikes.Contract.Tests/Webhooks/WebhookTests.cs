using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Webhooks;

/// <summary>What the receivers of shares' webhooks get (contract section 9).</summary>
public sealed class WebhookTests(SpikesServer server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string[] Settings =
    [
        SpikesServer.TrustLoopback,
        "--Spikes:Webhooks:AllowedPrivateNetworks:0=127.0.0.0/8",
        "--Spikes:Webhooks:RetryDelays:0=00:00:00.2",
        "--Spikes:Webhooks:RetryDelays:1=00:00:00.2",
        .. UnlimitedRates.Settings,
    ];

    [Fact]
    public async Task Spike_InAShareWithAWebhook_IsToldWithBothSignatures()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (owner, share, secret) = await NewShareAsync(receiver);
        using var app = owner.App;
        var spike = SpikesApp.Spike(share);
        spike["rating"] = "love";
        spike["comments"] = "Grün & <b>";
        spike["reviewer"] = new JsonObject { ["id"] = "r1", ["name"] = "Åsa", ["email"] = "asa@example.com" };
        spike["timestamp"] = "2026-01-15T10:30:00.000Z";
        var id = (await app.PostAsync("/spikes", spike)).Is(201)["id"]!.GetValue<string>();

        var call = await NextAsync(receiver);

        var body = Encoding.UTF8.GetString(call.Body);
        var expected = $"{{'event':'spike.created','spike':{{'id':'{id}','type':'page','page':'Home','rating':'love','comments':'Grün & <b>',"
            + "'selector':null,'reviewer':{'id':'r1','name':'Åsa'},'timestamp':'2026-01-15T10:30:00.000Z'}}";
        Assert.Equal(expected.Replace('\'', '"'), body);
        Assert.Equal(("POST", "/hook?of=me"), (call.Method, call.Target));
        Assert.Equal("application/json", MediaTypeHeaderValue.Parse(call.Headers["Content-Type"]).MediaType);
        Assert.Equal("Spikes-Webhook/1", call.Headers["User-Agent"]);
        Assert.Matches("^msg_[0-9a-f-]{36}$", call.Headers["webhook-id"]);
        var time = call.Headers["webhook-timestamp"];
        var sent = DateTimeOffset.FromUnixTimeSeconds(long.Parse(time, CultureInfo.InvariantCulture));
        Assert.InRange(sent, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(1));
        Assert.Equal($"t={time},v1={Convert.ToHexStringLower(Sign(secret, $"{time}.{body}"))}", call.Headers["X-Spikes-Signature"]);
        Assert.Equal(
            "v1," + Convert.ToBase64String(Sign(secret, $"{call.Headers["webhook-id"]}.{time}.{body}")), call.Headers["webhook-signature"]);
    }

    [Fact]
    public async Task Receiver_ThatFailsForNow_GetsTheSameCallAgain()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerNext(new WebhookAnswer(503), WebhookAnswer.Cut);
        var (owner, share, _) = await NewShareAsync(receiver);
        using var app = owner.App;
        (await app.SubmitAsync(share)).Is(201);

        ReceivedWebhook[] calls = [await NextAsync(receiver), await NextAsync(receiver), await NextAsync(receiver)];
        (await app.SubmitAsync(share)).Is(201);
        var other = await NextAsync(receiver);

        Assert.Single(calls.Select(call => call.Headers["webhook-id"]).Distinct());
        Assert.Single(calls.Select(call => Encoding.UTF8.GetString(call.Body)).Distinct());
        Assert.NotEqual(calls[0].Headers["webhook-id"], other.Headers["webhook-id"]);
    }

    [Fact]
    public async Task Receiver_ThatRefusesOrFailsTooOften_GetsTheCallNoMore()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (owner, share, _) = await NewShareAsync(receiver);
        using var app = owner.App;
        receiver.AnswerNext(new WebhookAnswer(410), new WebhookAnswer(500), new WebhookAnswer(500), new WebhookAnswer(500));
        foreach (var attempts in new[] { 1, 3, 1 })
        {
            var id = (await app.SubmitAsync(share)).Is(201)["id"]!.GetValue<string>();
            for (var attempt = 0; attempt < attempts; attempt++)
                Assert.Contains(id, Encoding.UTF8.GetString((await NextAsync(receiver)).Body), StringComparison.Ordinal);
        }

        Assert.Equal(5, receiver.Calls.Count);
    }

    [Fact]
    public async Task Replay_IsNotTold()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (owner, share, _) = await NewShareAsync(receiver);
        using var app = owner.App;
        var spike = SpikesApp.Spike(share);
        spike["id"] = "client-1";
        var first = (await app.PostAsync("/spikes", spike)).Is(201)["id"]!.GetValue<string>();
        (await app.PostAsync("/spikes", spike)).Is(200);
        Assert.Contains(first, Encoding.UTF8.GetString((await NextAsync(receiver)).Body), StringComparison.Ordinal);

        var second = (await app.SubmitAsync(share)).Is(201)["id"]!.GetValue<string>();

        Assert.Contains(second, Encoding.UTF8.GetString((await NextAsync(receiver)).Body), StringComparison.Ordinal);
        Assert.Equal(2, receiver.Calls.Count);
    }

    [Fact]
    public async Task Owner_WhoIsFree_IsToldNothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (owner, share, _) = await NewShareAsync(receiver);
        using var app = owner.App;
        await owner.SetTierAsync("free");
        (await app.SubmitAsync(share)).Is(201);
        await owner.SetTierAsync("agent");
        var id = (await app.SubmitAsync(share)).Is(201)["id"]!.GetValue<string>();

        Assert.Contains(id, Encoding.UTF8.GetString((await NextAsync(receiver)).Body), StringComparison.Ordinal);
        Assert.Single(receiver.Calls);
    }

    [Fact]
    public async Task Receiver_ThatHangs_KeepsNeitherPostsNorOthersWaiting()
    {
        await using var hanging = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        hanging.Answer = WebhookAnswer.Silence;
        var (owner, share, _) = await NewShareAsync(hanging);
        var (other, otherShare, _) = await NewShareAsync(receiver);
        using var app = owner.App;
        using var otherApp = other.App;
        for (var spike = 0; spike < 30; spike++)
            (await app.SubmitAsync(share)).Is(201);
        await NextAsync(hanging);

        for (var spike = 0; spike < 30; spike++)
        {
            var id = (await otherApp.SubmitAsync(otherShare)).Is(201)["id"]!.GetValue<string>();
            Assert.Contains(id, Encoding.UTF8.GetString((await NextAsync(receiver)).Body), StringComparison.Ordinal);
        }

        Assert.Equal(30, (await app.GetAsync("/spikes?project=" + share)).Is(200)["data"]!.AsArray().Count);
    }

    private static byte[] Sign(string secret, string text) => HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.UTF8.GetBytes(text));

    private static async Task<ReceivedWebhook> NextAsync(WebhookReceiver receiver)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        return await receiver.NextAsync(limit.Token);
    }

    private async Task<(Payer Owner, string Share, string Secret)> NewShareAsync(WebhookReceiver receiver)
    {
        var front = await server.ApartAsync("webhooks", Settings);
        var owner = await Payer.SignUpAsync(front.NewApp(), front.Tiers);
        var metadata = new JsonObject { ["name"] = "hooked", ["webhook_url"] = new Uri(receiver.Address, "/hook?of=me").ToString() };
        var share = (await owner.App.ShareAsync(owner.Token, metadata.ToJsonString(), ("index.html", "x"))).Is(201);
        return (owner, share["share_id"]!.GetValue<string>(), share["webhook_secret"]!.GetValue<string>());
    }
}
