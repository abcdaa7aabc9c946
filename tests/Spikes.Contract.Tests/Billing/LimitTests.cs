using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>Limits follow the tier at once, at every gateway.</summary>
public sealed class LimitTests(SpikesServer server)
{
    private const int FreeShares = 5;
    private const int FreeSpikes = 100;

    [Fact]
    public async Task Limits_UpgradeAndDowngrade_HoldAtOnceEverywhere()
    {
        var billing = await server.BillingAsync();
        using var app = billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        var gateways = billing.NewAppsOfEachGateway();
        var (_, slug) = await app.NewShareAsync(payer.Token);
        for (var share = 1; share < FreeShares; share++)
            await app.NewShareAsync(payer.Token);
        var posts = await Task.WhenAll(Enumerable.Range(0, FreeSpikes).Select(_ => app.SubmitAsync(slug)));
        Assert.All(posts, post => post.Is(201));
        await HoldAsync(gateways, payer, slug, "free");

        var subscription = payer.Subscription();
        await payer.TellAsync(subscription.CheckedOut(payer.Id).At(100), subscription.Changed("created").At(100));
        await HoldAsync(gateways, payer, slug, "pro");
        await payer.TellAsync(subscription.Invoiced(false).At(200));
        await HoldAsync(gateways, payer, slug, "grace");
        await payer.TellAsync(subscription.Changed("updated", "unpaid").At(300));
        await HoldAsync(gateways, payer, slug, "free");
        foreach (var gateway in gateways)
            gateway.Dispose();
    }

    private static async Task HoldAsync(SpikesApp[] gateways, Subscriber payer, string slug, string tier)
    {
        var isFree = tier == "free";
        foreach (var gateway in gateways)
        {
            Assert.Equal(tier, await BillingFront.TierAsync(gateway, payer.Token));
            var usage = (await gateway.GetAsync("/usage", payer.Token)).Is(200);
            Assert.Equal(tier, usage["tier"]!.GetValue<string>());
            Assert.Equal((isFree ? FreeSpikes : null, isFree ? FreeShares : null), ((int?)usage["spike_limit"], (int?)usage["share_limit"]));

            // Twice: the second page may come from what was remembered.
            for (var look = 0; look < 2; look++)
                Assert.Equal(!isFree, (await gateway.GetAsync($"/s/{slug}/")).Body.Contains("data-no-badge=\"true\"", StringComparison.Ordinal));

            var spike = await gateway.SubmitAsync(slug);
            var share = await gateway.ShareAsync(payer.Token, """{"name":"more"}""", ("index.html", "Hi"));
            if (isFree)
            {
                spike.Refuses(429, "SPIKE_LIMIT");
                share.Refuses(429, "SHARE_LIMIT");
            }
            else
            {
                spike.Is(201);
                share.Is(201);
            }
        }
    }
}
