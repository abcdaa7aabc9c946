using System.Text.Json.Nodes;
using Spikes.FakeStripe;
using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>What each event changes.</summary>
public sealed class EventTests(SpikesServer server) : IAsyncLifetime
{
    private SpikesApp _app = null!;
    private Subscriber _payer = null!;
    private FakeSubscription _subscription = null!;

    public async ValueTask InitializeAsync()
    {
        _app = server.Billing.NewApp();
        _payer = await Subscriber.NewAsync(_app);
        _subscription = _payer.Subscription();
    }

    public ValueTask DisposeAsync()
    {
        _app.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("created", null, "pro")]
    [InlineData("created", "incomplete", "pro")]
    [InlineData("updated", "active", "pro")]
    [InlineData("updated", "trialing", "pro")]
    [InlineData("updated", "past_due", "grace")]
    [InlineData("updated", "unpaid", "free")]
    [InlineData("updated", "canceled", "free")]
    [InlineData("updated", "incomplete", "free")]
    [InlineData("updated", "incomplete_expired", "free")]
    [InlineData("updated", "paused", "free")]
    [InlineData("updated", "of a later version", "free")]
    [InlineData("paused", null, "free")]
    [InlineData("resumed", null, "pro")]
    [InlineData("deleted", null, "free")]
    [InlineData("pending_update_applied", null, "agent")]
    [InlineData("trial_will_end", null, "agent")]
    public async Task Subscription_Event_GivesItsTier(string what, string? status, string tier)
    {
        var agent = _subscription with { Price = BillingFront.AgentPrice };
        await _payer.TellAsync(agent.Changed("created").At(100));
        Assert.Equal("agent", await _payer.TierAsync());

        await _payer.TellAsync(_subscription.Changed(what, status).At(200));
        Assert.Equal(tier, await _payer.TierAsync());
        await _payer.TellAsync(agent.Changed("resumed").At(300));
        Assert.Equal("agent", await _payer.TierAsync());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Invoice_FailedThenPaid_IsGraceThenTheLastPlan(bool isAgent, bool isOldVersion)
    {
        var price = isAgent ? BillingFront.AgentPrice : BillingFront.ProPrice;
        var subscription = _subscription with { Price = price, HasOldInvoices = isOldVersion };
        await _payer.TellAsync(subscription.Changed("created").At(100), subscription.Invoiced(false).At(200));
        Assert.Equal("grace", await _payer.TierAsync());
        await _payer.TellAsync(subscription.Invoiced(true).At(300));
        Assert.Equal(isAgent ? "agent" : "pro", await _payer.TierAsync());

        await _payer.TellAsync(subscription.Changed("deleted").At(400), subscription.Invoiced(true).At(500), subscription.Invoiced(false).At(600));
        Assert.Equal("free", await _payer.TierAsync());
    }

    [Fact]
    public async Task Invoice_FirstOneFails_ChangesNothing()
    {
        await _payer.TellAsync(_subscription.Invoiced(false, "subscription_create").At(300));
        Assert.Equal("free", await _payer.TierAsync());
        await _payer.TellAsync(_subscription.Changed("created").At(200));
        Assert.Equal("pro", await _payer.TierAsync());
    }

    [Fact]
    public async Task Customer_Deleted_IsFreeAndUnlinked()
    {
        await _payer.TellAsync(_subscription.CheckedOut(_payer.Id).At(100), _subscription.Changed("created").At(100));
        await _payer.TellAsync(_subscription.CustomerDeleted().At(300));
        Assert.Equal("free", await _payer.TierAsync());
        (await _payer.GetAsync("/billing/portal")).Refuses(404, "NOT_FOUND");

        await _payer.TellAsync(_subscription.Changed("updated").At(200), _subscription.CheckedOut(_payer.Id).At(250));
        Assert.Equal("free", await _payer.TierAsync());
    }

    [Fact]
    public async Task Event_OlderOrAgain_ChangesNothing()
    {
        var failed = _subscription.Invoiced(false).At(200);
        await _payer.TellAsync(_subscription.Changed("created").At(100), failed, _subscription.Invoiced(true).At(300));
        await _payer.TellAsync(failed, _subscription.Changed("paused").At(299), failed with { Created = 900 });
        Assert.Equal("pro", await _payer.TierAsync());
    }

    [Fact]
    public async Task Event_OfTheSameSecond_LaterOneAppliesButNoCreation()
    {
        await _payer.TellAsync(_subscription.Changed("updated", "past_due").At(100), _subscription.Changed("created").At(100));
        Assert.Equal("grace", await _payer.TierAsync());
        await _payer.TellAsync(_subscription.Changed("updated").At(100));
        Assert.Equal("pro", await _payer.TierAsync());
        await _payer.TellAsync(_subscription.Changed("paused").At(100));
        Assert.Equal("free", await _payer.TierAsync());
    }

    [Fact]
    public async Task Customer_Unknown_IsKeptUntilACheckoutLinksIt()
    {
        var stranger = _subscription with { UserId = null, Price = BillingFront.AgentPrice };
        await _payer.TellAsync(stranger.Changed("created").At(100), stranger.Invoiced(false).At(200), stranger.Invoiced(true).At(300));
        Assert.Equal("free", await _payer.TierAsync());

        await _payer.TellAsync(stranger.CheckedOut(_payer.Id).At(50));
        Assert.Equal("agent", await _payer.TierAsync());
        (await _payer.GetAsync("/billing/portal")).Is(200);
    }

    [Fact]
    public async Task Checkout_WithoutReference_LinksByAddressWhoHasNoCustomer()
    {
        var stranger = _subscription with { UserId = null };
        await _payer.TellAsync(stranger.Changed("created"), stranger.CheckedOut(null, " " + _payer.Email.ToUpperInvariant()));
        Assert.Equal("pro", await _payer.TierAsync());

        var other = FakeSubscription.New(BillingFront.AgentPrice);
        await _payer.TellAsync(other.Changed("created"), other.CheckedOut(null, _payer.Email));
        Assert.Equal("pro", await _payer.TierAsync());
    }

    [Fact]
    public async Task Checkout_WithReference_TheAddressDoesNotCount()
    {
        var stranger = _subscription with { UserId = null };
        foreach (var reference in new[] { Guid.NewGuid().ToString(), "an order of another shop" })
            await _payer.TellAsync(stranger.Changed("created"), stranger.CheckedOut(reference, _payer.Email));
        Assert.Equal("free", await _payer.TierAsync());
    }

    [Fact]
    public async Task Event_WithUserAndNoCustomer_GivesTheTierAndLinksNothing()
    {
        var created = _subscription.Changed("created");
        created.About["customer"] = null;
        await _payer.TellAsync(created);

        Assert.Equal("pro", await _payer.TierAsync());
        (await _payer.GetAsync("/billing/portal")).Refuses(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Event_OfACustomer_NeverMovesToTheUserOfItsMetadata()
    {
        using var app = server.Billing.NewApp();
        var other = await Subscriber.NewAsync(app);
        await _payer.TellAsync(_subscription.Changed("created").At(100), (_subscription with { UserId = other.Id }).Changed("updated").At(200));
        Assert.Equal(("pro", "free"), (await _payer.TierAsync(), await other.TierAsync()));

        await _payer.TellAsync(_subscription.CheckedOut(other.Id).At(300));
        Assert.Equal(("free", "pro"), (await _payer.TierAsync(), await other.TierAsync()));
        await _payer.TellAsync(_subscription.Changed("deleted").At(400));
        Assert.Equal(("free", "free"), (await _payer.TierAsync(), await other.TierAsync()));
    }

    [Fact]
    public async Task Event_ExpandedObjectsAndLegacyPlan_AreRead()
    {
        var created = (_subscription with { UserId = null }).Changed("created");
        created.About["customer"] = new JsonObject { ["id"] = _subscription.Customer, ["object"] = "customer" };
        created.About["metadata"] = new JsonObject { ["user_id"] = _payer.Id.ToUpperInvariant() };
        created.About["items"] = null;
        created.About["plan"] = new JsonObject { ["id"] = BillingFront.AgentPrice };
        await _payer.TellAsync(created.At(100));
        Assert.Equal("agent", await _payer.TierAsync());

        var failed = (_subscription with { HasOldInvoices = true }).Invoiced(false);
        failed.About["subscription"] = new JsonObject { ["id"] = _subscription.Id };
        await _payer.TellAsync(failed.At(50));
        Assert.Equal("agent", await _payer.TierAsync());
        await _payer.TellAsync((failed with { Id = "evt_" + FakeIds.Random(24) }).At(150));
        Assert.Equal("grace", await _payer.TierAsync());
    }

    [Theory]
    [InlineData("2013-08-12")]
    [InlineData("2099-01-01.tomorrow")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Event_OfAnyApiVersion_IsApplied(string? version)
    {
        await _payer.TellAsync(_subscription.Changed("created") with { ApiVersion = version });
        Assert.Equal("pro", await _payer.TierAsync());
    }

    [Theory]
    [InlineData("""{"id":"evt_m1","type":"customer.subscription.created"}""")]
    [InlineData("""{"id":"evt_m2","type":"customer.subscription.created","data":null}""")]
    [InlineData("""{"id":"evt_m3","type":"customer.subscription.created","data":[{"object":{}}]}""")]
    [InlineData("""{"id":"evt_m4","type":"customer.subscription.created","data":{"object":"sub_1"}}""")]
    [InlineData("""{"id":"evt_m5","type":"customer.subscription.created","data":{"object":{"customer":7,"metadata":[],"items":{"data":{}}}}}""")]
    [InlineData("""{"id":"evt_m6","type":"customer.subscription.updated","data":{"object":{"customer":"cus_m6","status":{}}}}""")]
    [InlineData("""{"id":"evt_m7","type":"customer.deleted","data":{"object":{"id":"user/../stripe"}}}""")]
    [InlineData("""{"id":"evt_m8","type":"customer.deleted","data":{"object":{"id":"\u0000 \ud800"}}}""")]
    [InlineData("""{"id":"evt_m9","created":"now","type":"invoice.payment_failed","data":{"object":{"customer":"cus_m9","parent":7}}}""")]
    [InlineData("""{"id":"evt_m10","created":1e300,"type":"invoice.payment_succeeded","data":{"object":{"customer":{"id":{}}}}}""")]
    [InlineData("""{"id":"evt_m11","type":"checkout.session.completed","data":{"object":{"customer":null,"client_reference_id":9}}}""")]
    [InlineData("""{"id":"evt_m12","type":"checkout.session.completed","data":{"object":{"customer":"cus_m12","customer_details":{"email":"@"}}}}""")]
    [InlineData("""{"id":"","type":"customer.deleted","data":{"object":{"id":"cus_m13"}}}""")]
    [InlineData("""{"id":"evt_m14","type":"charge.refunded","data":{"object":{}}}""")]
    public async Task Event_MembersOfOtherKinds_IsReceived(string json) =>
        BillingFront.Received(await BillingFront.PostAsync(_app, System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public async Task Event_OverlongIds_AreReceivedAndNotApplied()
    {
        var (tooLong, longest) = (new string('x', 256), new string('y', 255));
        await _payer.TellAsync(
            _subscription.Changed("created") with { Id = tooLong }, (_subscription with { Customer = tooLong, UserId = null }).Changed("created"));
        Assert.Equal("free", await _payer.TierAsync());

        await _payer.TellAsync((_subscription with { Customer = longest[36..] + _payer.Id, Id = longest }).Changed("created"));
        Assert.Equal("pro", await _payer.TierAsync());
    }

    [Fact]
    public async Task Event_SameManyTimesAtOnce_IsAppliedOnce()
    {
        var created = _subscription.Changed("created").At(100);
        var failed = _subscription.Invoiced(false).At(200);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            BillingFront.PostAsync(_app, (number % 2 == 0 ? created : failed).ToBytes())));
        Assert.All(answers, BillingFront.Received);
        Assert.Equal("grace", await _payer.TierAsync());
    }
}
