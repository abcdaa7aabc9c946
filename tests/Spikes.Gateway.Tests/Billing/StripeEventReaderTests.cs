using System.Text.Json;
using Spikes.Gateway.Billing;
using Spikes.Grains.Interfaces.Billing;

namespace Spikes.Gateway.Tests.Billing;

public sealed class StripeEventReaderTests
{
    private const string User = "0198c000-0000-7000-8000-00000000000a";
    private const string Agent = "price_agent";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Theory]
    [InlineData("checkout.session.completed", "{}", StripeEventKind.CheckoutCompleted)]
    [InlineData("customer.subscription.created", "{}", StripeEventKind.SubscriptionCreated)]
    [InlineData("customer.subscription.updated", """{"status":"active"}""", StripeEventKind.SubscriptionActive)]
    [InlineData("customer.subscription.updated", """{"status":"trialing"}""", StripeEventKind.SubscriptionActive)]
    [InlineData("customer.subscription.updated", """{"status":"past_due"}""", StripeEventKind.SubscriptionPastDue)]
    [InlineData("customer.subscription.updated", """{"status":"ACTIVE"}""", StripeEventKind.SubscriptionEnded)]
    [InlineData("customer.subscription.updated", """{"status":""}""", StripeEventKind.SubscriptionEnded)]
    [InlineData("customer.subscription.updated", "{}", null)]
    [InlineData("customer.subscription.updated", """{"status":1}""", null)]
    [InlineData("customer.subscription.resumed", "{}", StripeEventKind.SubscriptionActive)]
    [InlineData("customer.subscription.paused", "{}", StripeEventKind.SubscriptionEnded)]
    [InlineData("customer.subscription.deleted", "{}", StripeEventKind.SubscriptionDeleted)]
    [InlineData("invoice.payment_failed", "{}", StripeEventKind.PaymentFailed)]
    [InlineData("invoice.payment_succeeded", "{}", StripeEventKind.PaymentSucceeded)]
    [InlineData("invoice.paid", "{}", null)]
    [InlineData("customer.created", "{}", null)]
    public void Read_Type_IsTheKind(string type, string about, StripeEventKind? kind)
    {
        var members = about[1..^1];
        Assert.Equal(kind, Read(type, "{\"customer\":\"cus_1\"" + (members.Length > 0 ? "," : "") + members + "}")?.Event.Kind);
    }

    [Fact]
    public void Read_Subscription_HasAllMembers()
    {
        var told = Read(
            "customer.subscription.created",
            $$$"""{"id":"sub_1","customer":"cus_1","metadata":{"user_id":"{{{User}}}"},"items":{"data":[{"price":{"id":"x"}},{"price":"price_agent"}]}}""");

        Assert.Equal(
            new CustomerEvent("cus_1", new StripeEvent(
                "evt_1", StripeEventKind.SubscriptionCreated, DateTimeOffset.FromUnixTimeSeconds(5), "sub_1", User, null, true, false)),
            told);
    }

    [Theory]
    [InlineData("""{"items":{"data":[{"price":{"id":"price_agent"}}]}}""", true)]
    [InlineData("""{"items":{"data":[{"plan":{"id":"price_agent"}}]}}""", true)]
    [InlineData("""{"plan":{"id":"price_agent"}}""", true)]
    [InlineData("""{"plan":"price_agent"}""", true)]
    [InlineData("""{"items":{"data":[{"price":{"id":"price_pro"}}]}}""", false)]
    [InlineData("""{"items":{"data":[1,null,{"price":7}]}}""", false)]
    [InlineData("""{"items":[{"price":{"id":"price_agent"}}]}""", false)]
    [InlineData("{}", false)]
    public void Read_Prices_TellTheAgentPlan(string about, bool isAgent)
    {
        var json = "{\"customer\":\"cus_1\"," + about[1..];
        json = json.Replace(",}", "}", StringComparison.Ordinal);
        Assert.Equal(isAgent, Read("customer.subscription.created", json)!.Event.IsAgentPlan);
        Assert.False(Read("customer.subscription.created", json, agentPrice: null)!.Event.IsAgentPlan);
    }

    [Theory]
    [InlineData("""{"customer":"cus_1","subscription":"sub_1"}""", "sub_1", null)]
    [InlineData("""{"customer":{"id":"cus_1"},"subscription":{"id":"sub_1"}}""", "sub_1", null)]
    [InlineData("""{"customer":"cus_1","parent":{"subscription_details":{"subscription":"sub_1"}}}""", "sub_1", null)]
    [InlineData("""{"customer":"cus_1","parent":{"subscription_details":{"subscription":{"id":"sub_1"}}}}""", "sub_1", null)]
    [InlineData("""{"customer":"cus_1","subscription_details":{"metadata":{"user_id":"0198C000-0000-7000-8000-00000000000A"}}}""", null, User)]
    [InlineData("""{"customer":"cus_1","parent":{"subscription_details":{"metadata":{"user_id":"0198c000-0000-7000-8000-00000000000a"}}}}""", null, User)]
    [InlineData("""{"customer":"cus_1","metadata":{"user_id":"somebody"},"subscription":null,"parent":null}""", null, null)]
    public void Read_Invoice_OfEveryVersion(string about, string? subscription, string? userId)
    {
        var told = Read("invoice.payment_failed", about)!;
        Assert.Equal(("cus_1", subscription, userId), (told.Customer, told.Event.Subscription, told.Event.UserId));
    }

    [Theory]
    [InlineData("""{"customer":"cus_1","client_reference_id":"0198c000-0000-7000-8000-00000000000a","customer_email":"a@b.cd"}""", User, null)]
    [InlineData("""{"customer":"cus_1","client_reference_id":"order 7","customer_email":"a@b.cd"}""", null, null)]
    [InlineData("""{"customer":"cus_1","client_reference_id":null,"customer_email":"a@b.cd"}""", null, "a@b.cd")]
    [InlineData("""{"customer":"cus_1","customer_details":{"email":" A@b.CD"},"customer_email":"x@y.zz"}""", null, "a@b.cd")]
    [InlineData("""{"customer":"cus_1","customer_details":{"email":"nobody"},"customer_email":"x@y.zz"}""", null, "x@y.zz")]
    [InlineData("""{"customer":"cus_1","metadata":{"user_id":"0198c000-0000-7000-8000-00000000000a"}}""", null, null)]
    public void Read_Checkout_NamesByReferenceElseByAddress(string about, string? userId, string? email)
    {
        var told = Read("checkout.session.completed", about)!;
        Assert.Equal((userId, email, null), (told.Event.UserId, told.Event.Email, told.Event.Subscription));
    }

    [Theory]
    [InlineData("customer.subscription.created", """{"metadata":{"user_id":"0198c000-0000-7000-8000-00000000000a"}}""", "user/" + User)]
    [InlineData("customer.subscription.created", """{"customer":"a/b","metadata":{"user_id":"0198c000-0000-7000-8000-00000000000a"}}""", "user/" + User)]
    [InlineData("customer.subscription.created", """{"customer":"cus 1"}""", null)]
    [InlineData("customer.subscription.created", """{"customer":"user/0198c000-0000-7000-8000-00000000000a"}""", null)]
    [InlineData("customer.deleted", """{"id":"cus_1","customer":"cus_2"}""", "cus_1")]
    [InlineData("checkout.session.completed", """{"client_reference_id":"0198c000-0000-7000-8000-00000000000a"}""", null)]
    public void Read_Customer_IsTheKeyElseTheUser(string type, string about, string? key) => Assert.Equal(key, Read(type, about)?.Customer);

    [Theory]
    [InlineData("5", 5)]
    [InlineData("null", 1_700_000_000)]
    [InlineData("-1", 1_700_000_000)]
    [InlineData("1e30", 1_700_000_000)]
    [InlineData("\"5\"", 1_700_000_000)]
    [InlineData("253402300799", 253_402_300_799)]
    [InlineData("253402300800", 1_700_000_000)]
    public void Read_Created_ElseItIsNow(string created, long expected) => Assert.Equal(
        expected, Read("customer.deleted", """{"id":"cus_1"}""", created: created)!.Event.Created.ToUnixTimeSeconds());

    private static CustomerEvent? Read(string type, string about, string? agentPrice = Agent, string created = "5")
    {
        var json = $$$"""{"id":"evt_1","type":"{{{type}}}","created":{{{created}}},"data":{"object":{{{about}}}}}""";
        using var document = JsonDocument.Parse(json);
        return StripeEventReader.Read(document.RootElement, agentPrice, Now);
    }
}
