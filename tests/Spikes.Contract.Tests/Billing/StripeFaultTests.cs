using Spikes.FakeStripe;
using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>A Stripe that does not answer usefully.</summary>
public sealed class StripeFaultTests(SpikesServer server)
{
    [Theory]
    [InlineData(FakeFault.Refuses)]
    [InlineData(FakeFault.Fails)]
    [InlineData(FakeFault.Cuts)]
    [InlineData(FakeFault.Babbles)]
    [InlineData(FakeFault.HasNoUrl)]
    [InlineData(FakeFault.Hangs)]
    public async Task Call_Fault_IsAnUpstreamError(FakeFault fault)
    {
        var billing = await server.FaultyBillingAsync();
        using var app = billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        await payer.TellAsync(payer.Subscription().CheckedOut(payer.Id));
        billing.Stripe.Fault = fault;
        try
        {
            var answers = await Task.WhenAll(payer.GetAsync("/billing/checkout"), payer.GetAsync("/billing/portal"));
            Assert.All(answers, answer => answer.Refuses(502, "UPSTREAM_ERROR"));
        }
        finally
        {
            billing.Stripe.Fault = FakeFault.None;
        }

        (await payer.GetAsync("/billing/checkout")).Is(200);
    }

    [Fact]
    public async Task Call_FailsOnce_IsRepeatedAsTheSame()
    {
        var billing = await server.FaultyBillingAsync();
        using var app = billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        billing.Stripe.Fault = FakeFault.FailsOnce;

        (await payer.GetAsync("/billing/checkout")).Is(200);

        var calls = billing.Stripe.Requests.Where(call => call.Fields.GetValueOrDefault("client_reference_id") == payer.Id).ToList();
        Assert.Equal(2, calls.Count);
        Assert.NotNull(calls[0].IdempotencyKey);
        Assert.Equal(calls[0].IdempotencyKey, calls[1].IdempotencyKey);
    }

    [Fact]
    public async Task Call_NobodyListens_IsAnUpstreamError()
    {
        var front = await server.OtherAsync(
            "no-stripe", "--Spikes:Stripe:SecretKey=sk_test_1", "--Spikes:Stripe:ProPriceId=price_pro", $"--Spikes:Stripe:ApiBase={LoopbackPort.Address()}");
        using var app = front.NewApp();
        (await app.GetAsync("/billing/checkout", await app.SignUpAsync())).Refuses(502, "UPSTREAM_ERROR");
    }
}
