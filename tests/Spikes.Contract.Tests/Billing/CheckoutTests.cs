using System.Text.Json.Nodes;
using Xunit;

namespace Spikes.Contract.Tests.Billing;

public sealed class CheckoutTests(SpikesServer server)
{
    private const string NotConfigured = """{"error":"Billing not configured","code":"INTERNAL_ERROR"}""";

    [Theory]
    [InlineData("/billing/checkout")]
    [InlineData("/billing/portal")]
    public async Task Credential_MissingWrongOrKey_IsRefusedFirst(string path)
    {
        using var app = server.NewApp();
        (await app.GetAsync(path)).Refuses(401, "AUTH_REQUIRED");
        (await app.GetAsync(path + "?tier=gold")).Refuses(401, "AUTH_REQUIRED");
        (await app.GetAsync(path, "wrong")).Refuses(401, "AUTH_FAILED");
        var created = (await app.PostAsync("/auth/api-key", new JsonObject(), await app.SignUpAsync())).Is(201);
        (await app.GetAsync(path, created["api_key"]!.GetValue<string>())).Refuses(403, "AUTH_FORBIDDEN");
        (await app.PostAsync(path, null, "wrong")).Refuses(405, "METHOD_NOT_ALLOWED");
    }

    [Theory]
    [InlineData("free")]
    [InlineData("grace")]
    [InlineData("PRO")]
    [InlineData("pro%20")]
    public async Task Checkout_UnknownPlan_IsRefusedBeforeTheConfiguration(string plan)
    {
        using var app = server.NewApp();
        Assert.Equal(["tier"], (await app.GetAsync("/billing/checkout?tier=" + plan, await app.SignUpAsync())).InvalidFields());
    }

    [Fact]
    public async Task NotConfigured_IsSaid()
    {
        using var app = server.NewApp();
        var token = await app.SignUpAsync();
        foreach (var path in new[] { "/billing/checkout", "/billing/checkout?tier=agent", "/billing/portal" })
            Assert.Equal(NotConfigured, (await app.GetAsync(path, token)).Refuses(500, "INTERNAL_ERROR").ToJsonString());
    }

    [Fact]
    public async Task NotConfigured_PriceOrKeyAlone_IsSaidOnlyWhereItMatters()
    {
        await using var stripe = await BillingFront.PlayStripeAsync();
        var noAgent = await server.OtherAsync(
            "no-agent", $"--Spikes:Stripe:SecretKey={BillingFront.SecretKey}", "--Spikes:Stripe:ProPriceId=price_pro", $"--Spikes:Stripe:ApiBase={stripe.Address}");
        using var app = noAgent.NewApp();
        var token = await app.SignUpAsync();

        (await app.GetAsync("/billing/checkout", token)).Is(200);
        (await app.GetAsync("/billing/checkout?tier=agent", token)).Refuses(500, "INTERNAL_ERROR");
        (await app.GetAsync("/billing/portal", token)).Refuses(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("", BillingFront.ProPrice)]
    [InlineData("?tier=", BillingFront.ProPrice)]
    [InlineData("?tier=pro", BillingFront.ProPrice)]
    [InlineData("?tier=agent", BillingFront.AgentPrice)]
    public async Task Checkout_FreeUser_OpensASessionForThePlan(string query, string price)
    {
        var billing = server.Billing;
        using var app = billing.NewApp();
        var payer = await Subscriber.NewAsync(app);

        var answer = (await payer.GetAsync("/billing/checkout" + query)).Is(200).AsObject();

        Assert.Equal(["url"], answer.Select(member => member.Key));
        Assert.StartsWith(billing.Stripe.Address + "pay/cs_test_", answer["url"]!.GetValue<string>(), StringComparison.Ordinal);
        var fields = Assert.Single(billing.Stripe.Requests, call => call.Fields.GetValueOrDefault("client_reference_id") == payer.Id).Fields;
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["mode"] = "subscription",
                ["line_items[0][price]"] = price,
                ["line_items[0][quantity]"] = "1",
                ["client_reference_id"] = payer.Id,
                ["subscription_data[metadata][user_id]"] = payer.Id,
                ["customer_email"] = payer.Email,
                ["success_url"] = billing.PublicUrl + "/dashboard?checkout=done",
                ["cancel_url"] = billing.PublicUrl + "/dashboard",
            }.OrderBy(field => field.Key),
            fields.OrderBy(field => field.Key));
    }

    [Fact]
    public async Task Checkout_UserWhoPaidBefore_GoesToTheKnownCustomer()
    {
        var billing = server.Billing;
        using var app = billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        var subscription = payer.Subscription();
        await payer.TellAsync(subscription.CheckedOut(payer.Id), subscription.Changed("created"), subscription.Changed("deleted"));

        (await payer.GetAsync("/billing/checkout")).Is(200);

        var fields = Assert.Single(billing.Stripe.Requests, call => call.Fields.GetValueOrDefault("client_reference_id") == payer.Id).Fields;
        Assert.Equal((subscription.Customer, false), (fields["customer"], fields.ContainsKey("customer_email")));
    }

    [Theory]
    [InlineData(BillingFront.ProPrice, false, "Already subscribed to Pro")]
    [InlineData(BillingFront.ProPrice, true, "Already subscribed to Pro")]
    [InlineData(BillingFront.AgentPrice, false, "Already subscribed to Agent")]
    [InlineData(BillingFront.AgentPrice, true, "Already subscribed to Agent")]
    public async Task Checkout_UserWithAPlan_IsToldWhich(string price, bool isInGrace, string message)
    {
        var billing = server.Billing;
        using var app = billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        var subscription = payer.Subscription(price);
        await payer.TellAsync(subscription.CheckedOut(payer.Id), subscription.Changed("created"));
        if (isInGrace)
            await payer.TellAsync(subscription.Invoiced(isPaid: false));

        foreach (var plan in new[] { "pro", "agent" })
        {
            var answer = (await payer.GetAsync("/billing/checkout?tier=" + plan)).Is(200);
            Assert.Equal($$"""{"url":null,"message":"{{message}}"}""", answer.ToJsonString());
        }

        (await payer.GetAsync("/billing/checkout?tier=gold")).Refuses(400, "VALIDATION_ERROR");
        Assert.DoesNotContain(billing.Stripe.Requests, call => call.Fields.GetValueOrDefault("client_reference_id") == payer.Id);
    }

    [Fact]
    public async Task Checkout_UserWithAPlanWhereNothingIsSold_IsStillToldSo()
    {
        var front = await server.OtherAsync("events-only", $"--Spikes:Stripe:WebhookSecret={BillingFront.WebhookSecret}");
        using var app = front.NewApp();
        var payer = await Subscriber.NewAsync(app);
        await payer.TellAsync(payer.Subscription().Changed("created"));

        Assert.Null((await payer.GetAsync("/billing/checkout")).Is(200)["url"]);
        (await payer.GetAsync("/billing/portal")).Refuses(500, "INTERNAL_ERROR");
    }

    [Fact]
    public async Task Portal_WithAndWithoutCustomer()
    {
        var billing = server.Billing;
        using var app = billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        Assert.Equal("No billing account", (await payer.GetAsync("/billing/portal")).Refuses(404, "NOT_FOUND")["error"]!.GetValue<string>());

        var subscription = payer.Subscription();
        await payer.TellAsync(subscription.CheckedOut(payer.Id));
        var url = (await payer.GetAsync("/billing/portal")).Is(200)["url"]!.GetValue<string>();

        Assert.StartsWith(billing.Stripe.Address + "portal/bps_", url, StringComparison.Ordinal);
        var fields = Assert.Single(billing.Stripe.Requests, call => call.Fields.GetValueOrDefault("customer") == subscription.Customer).Fields;
        Assert.Equal(billing.PublicUrl + "/dashboard", fields["return_url"]);
        Assert.Equal(2, fields.Count);

        await payer.TellAsync(subscription.CustomerDeleted());
        (await payer.GetAsync("/billing/portal")).Refuses(404, "NOT_FOUND");
    }
}
