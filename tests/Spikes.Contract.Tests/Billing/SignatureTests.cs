using System.Text;
using Spikes.FakeStripe;
using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>The checks of POST /webhooks/stripe, in their order.</summary>
public sealed class SignatureTests(SpikesServer server)
{
    private const int MaxBytes = 1024 * 1024;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task Secret_Unset_IsSaidFirst()
    {
        using var app = server.NewApp();
        foreach (var body in new[] { 2, MaxBytes + 1 })
            (await BillingFront.PostAsync(app, new byte[body], "t=1,v1=a")).Refuses(500, "INTERNAL_ERROR");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_OverTheLimit_IsRefusedBeforeTheSignature(bool isChunked)
    {
        using var app = server.Billing.NewApp();
        using var body = new ByteArrayContent(new byte[MaxBytes + 1]);
        var answer = await app.SendAsync(HttpMethod.Post, "/webhooks/stripe", body: body, headers: headers => headers.TransferEncodingChunked = isChunked);
        Assert.Equal(MaxBytes, answer.Refuses(413, "SIZE_LIMIT")["max_bytes"]!.GetValue<int>());
    }

    [Fact]
    public async Task Body_OfTheLimit_IsApplied()
    {
        using var app = server.Billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        var json = payer.Subscription().Changed("created").ToBytes();
        byte[] body = [.. json, .. Encoding.UTF8.GetBytes(new string(' ', MaxBytes - json.Length))];

        BillingFront.Received(await BillingFront.PostAsync(app, body));
        Assert.Equal("pro", await payer.TierAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Header_Missing_IsInvalid(string? header)
    {
        using var app = server.Billing.NewApp();
        var answer = await app.SendAsync(HttpMethod.Post, "/webhooks/stripe", body: new ByteArrayContent("{}"u8.ToArray()), headers: headers =>
        {
            if (header is not null)
                headers.TryAddWithoutValidation("Stripe-Signature", header);
        });
        Assert.Equal(["Stripe-Signature"], answer.InvalidFields());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData(",")]
    [InlineData("t")]
    [InlineData("=,=")]
    [InlineData("t={now}")]
    [InlineData("v1={right}")]
    [InlineData("t=,v1={right}")]
    [InlineData("t=soon,v1={soon}")]
    [InlineData("t=99999999999999999999,v1={far}")]
    [InlineData("t={now},v1=")]
    [InlineData("t={now},v1=00")]
    [InlineData("t={now},v0={right}")]
    [InlineData("t={now},v1={wrong}")]
    [InlineData("t={old},v1={right-old}")]
    [InlineData("t={future},v1={right-future}")]
    [InlineData("t={old},v1={right}")]
    public async Task Header_MalformedWrongOrOld_Fails(string header)
    {
        using var app = server.Billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        var body = payer.Subscription().Changed("created").ToBytes();
        var (now, old, future) = (Now, Now - 330, Now + 330);
        header = header.Replace("{right-old}", Sign(body, old)).Replace("{right-future}", Sign(body, future)).Replace("{right}", Sign(body, now))
            .Replace("{wrong}", Sign(body, now, "whsec_other")).Replace("{now}", $"{now}").Replace("{old}", $"{old}").Replace("{future}", $"{future}")
            .Replace("{soon}", Hmac(body, "soon")).Replace("{far}", Hmac(body, "99999999999999999999"));

        (await BillingFront.PostAsync(app, body, header)).Refuses(401, "AUTH_FAILED");
        Assert.Equal("free", await payer.TierAsync());
    }

    [Fact]
    public async Task Header_SeveralSignatures_OneMatchIsEnough()
    {
        using var app = server.Billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        var body = payer.Subscription().Changed("created").ToBytes();
        var now = Now;

        var header = $"t={now},v1={Sign(body, now, "whsec_rolled")},v0=ignored,v1={Sign(body, now)}";
        BillingFront.Received(await BillingFront.PostAsync(app, body, header));
        Assert.Equal("pro", await payer.TierAsync());
    }

    [Theory]
    [InlineData(-290)]
    [InlineData(290)]
    public async Task Header_TimeWithinTheTolerance_IsBelieved(int seconds)
    {
        using var app = server.Billing.NewApp();
        var body = FakeSubscription.New("price_pro").Changed("created").ToBytes();
        BillingFront.Received(await BillingFront.PostAsync(app, body, EventSender.Signature(BillingFront.WebhookSecret, body, Now + seconds)));
    }

    [Fact]
    public async Task Body_ChangedByOneByte_Fails()
    {
        using var app = server.Billing.NewApp();
        var body = FakeSubscription.New("price_pro").Changed("created").ToBytes();
        var header = EventSender.Signature(BillingFront.WebhookSecret, body);
        byte[] spaced = [.. body, (byte)' '];

        (await BillingFront.PostAsync(app, spaced, header)).Refuses(401, "AUTH_FAILED");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"evt_1\"")]
    [InlineData("{\"id\":\"evt_1\"}")]
    [InlineData("{\"type\":\"customer.deleted\"}")]
    [InlineData("{\"id\":1,\"type\":\"customer.deleted\"}")]
    [InlineData("{\"id\":\"evt_1\",\"type\":null}")]
    [InlineData("{\"id\":\"evt_1\",\"type\":\"x\"")]
    [InlineData("id=evt_1")]
    public async Task Body_SignedButNoEvent_IsInvalidJson(string body)
    {
        using var app = server.Billing.NewApp();
        (await BillingFront.PostAsync(app, Encoding.UTF8.GetBytes(body))).Refuses(400, "INVALID_JSON");
    }

    [Fact]
    public async Task Body_OtherSpelling_IsSignedAsItIs()
    {
        using var app = server.Billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        var json = payer.Subscription().Changed("created");
        json.About["description"] = "Größe \ud83d\ude00";
        byte[] body = [0xEF, 0xBB, 0xBF, .. "\n\t"u8, .. json.ToBytes(), .. "\r\n"u8];

        BillingFront.Received(await BillingFront.PostAsync(app, body));
        Assert.Equal("pro", await payer.TierAsync());
    }

    /// <summary>Also within a text, where a reader of JSON would not look at it.</summary>
    [Theory]
    [InlineData("{", "}")]
    [InlineData("{\"id\":\"evt_1\",\"type\":\"customer.deleted\",\"data\":\"", "\"}")]
    public async Task Body_NoText_IsInvalidJsonForWhoSignedItAlone(string before, string after)
    {
        using var app = server.Billing.NewApp();
        byte[] body = [.. Encoding.ASCII.GetBytes(before), 0xFF, 0xFE, .. Encoding.ASCII.GetBytes(after)];
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string[] wrong =
        [
            $"t={now},v1={Sign([.. body, 0xFF], now)}", $"t={now},v1={Sign(body, now, "whsec_other")}", $"t={now - 1},v1={Sign(body, now)}",
            $"t={now - 400},v1={Sign(body, now - 400)}", $"t={now + 400},v1={Sign(body, now + 400)}", $"t={now},v0={Sign(body, now)}",
            $"t=x,v1={Hmac(body, "x")}", $"t=+{now},v1={Hmac(body, $"+{now}")}", $"t={now},v1=", $"t={now},v1=zz",
        ];
        foreach (var header in wrong)
            (await BillingFront.PostAsync(app, body, header)).Refuses(401, "AUTH_FAILED");

        (await BillingFront.PostAsync(app, body, $"t={now},v1={Sign(body, now)}")).Refuses(400, "INVALID_JSON");
        (await BillingFront.PostAsync(app, body, $"v1=0, t={now}, v1={Sign(body, now)}")).Refuses(400, "INVALID_JSON");
    }

    private static string Sign(byte[] body, long at, string secret = BillingFront.WebhookSecret) =>
        EventSender.Signature(secret, body, at).Split("v1=")[1];

    private static string Hmac(byte[] body, string time)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(time + "."), .. body];
        return Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(BillingFront.WebhookSecret), signed));
    }
}
