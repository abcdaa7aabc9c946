using System.Text.Json.Nodes;
using Spikes.Contract.Tests.Modes;
using Spikes.FakeStripe;
using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>The program with a Stripe that is played beside it.</summary>
internal sealed class BillingFront : IAsyncDisposable
{
    public const string SecretKey = "sk_test_51Contract0123456789";
    public const string WebhookSecret = "whsec_contract0123456789abcdef";
    public const string ProPrice = "price_pro";
    public const string AgentPrice = "price_agent";

    private const string Path = "/webhooks/stripe";

    private readonly Front _front;

    private BillingFront(FakeStripeServer stripe, Front front) => (Stripe, _front) = (stripe, front);

    public FakeStripeServer Stripe { get; }

    public string PublicUrl => _front.PublicUrl;

    /// <summary>Settings of a program that is paid for here.</summary>
    public static string[] Settings(FakeStripeServer stripe) =>
    [
        $"--Spikes:Stripe:SecretKey={SecretKey}", $"--Spikes:Stripe:WebhookSecret={WebhookSecret}", $"--Spikes:Stripe:ProPriceId={ProPrice}",
        $"--Spikes:Stripe:AgentPriceId={AgentPrice}", $"--Spikes:Stripe:ApiBase={stripe.Address}",
    ];

    public static Task<FakeStripeServer> PlayStripeAsync() => FakeStripeServer.StartAsync(
        new FakeStripeOptions { Urls = "http://127.0.0.1:0", Secret = WebhookSecret, Key = SecretKey });

    public static async Task<BillingFront> StartAsync(Func<string[], Task<Front>> start)
    {
        var stripe = await PlayStripeAsync();
        var front = await start(Settings(stripe));
        stripe.Events.Webhook = new Uri(front.NextDoor(), Path);
        return new BillingFront(stripe, front);
    }

    public SpikesApp NewApp() => _front.NewApp();

    public Uri NextDoor() => _front.NextDoor();

    /// <inheritdoc cref="Front.NewAppsOfEachDoor"/>
    public SpikesApp[] NewAppsOfEachDoor() => _front.NewAppsOfEachDoor();

    /// <summary>Sends a body to the webhook, signed unless a header is given.</summary>
    public static Task<Answer> PostAsync(SpikesApp app, byte[] body, string? signature = null) => app.SendAsync(
        HttpMethod.Post,
        Path,
        body: new ByteArrayContent(body),
        headers: headers => headers.TryAddWithoutValidation("Stripe-Signature", signature ?? EventSender.Signature(WebhookSecret, body)));

    /// <summary>Sends events one after the other; each must be received.</summary>
    public static async Task TellAsync(SpikesApp app, params IReadOnlyList<FakeEvent> events)
    {
        foreach (var next in events)
            Received(await PostAsync(app, next.ToBytes()));
    }

    public static void Received(Answer answer) => Assert.Equal("""{"received":true}""", answer.Is(200).ToJsonString());

    public static async Task<string> TierAsync(SpikesApp app, string token) => (await app.GetAsync("/me", token)).Is(200)["tier"]!.GetValue<string>();

    public ValueTask DisposeAsync() => Stripe.DisposeAsync();
}

/// <summary>Somebody who pays or does not.</summary>
internal sealed record Subscriber(SpikesApp App, string Email, string Token, string Id)
{
    /// <summary>Signs up and learns the user's id, which a checkout would carry.</summary>
    public static async Task<Subscriber> NewAsync(SpikesApp app, string? email = null)
    {
        email ??= SpikesApp.NewEmail();
        var answer = await app.PostAsync("/auth/verify", new JsonObject { ["login_token"] = await app.RequestLoginTokenAsync(email) });
        var signedIn = answer.Is(200);
        return new Subscriber(app, email, signedIn["token"]!.GetValue<string>(), signedIn["user"]!["id"]!.GetValue<string>());
    }

    public Task<string> TierAsync() => BillingFront.TierAsync(App, Token);

    public FakeSubscription Subscription(string price = BillingFront.ProPrice) => FakeSubscription.New(price, Id);

    public Task TellAsync(params IReadOnlyList<FakeEvent> events) => BillingFront.TellAsync(App, events);

    public Task<Answer> GetAsync(string path) => App.GetAsync(path, Token);
}
