using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>Limits follow the tier at once, at every door.</summary>
public sealed class LimitTests(SpikesServer server)
{
    private const int FreeShares = 5;
    private const int FreeSpikes = 100;

    [Fact]
    public async Task Limits_UpgradeAndDowngrade_HoldAtOnceEverywhere()
    {
        var billing = server.Billing;
        using var app = billing.NewApp();
        var payer = await Subscriber.NewAsync(app);
        var doors = billing.NewAppsOfEachDoor();
        var (_, slug) = await app.NewShareAsync(payer.Token);
        for (var share = 1; share < FreeShares; share++)
            await app.NewShareAsync(payer.Token);
        var posts = await Task.WhenAll(Enumerable.Range(0, FreeSpikes).Select(_ => app.SubmitAsync(slug)));
        Assert.All(posts, post => post.Is(201));
        await HoldAsync(doors, payer, slug, "free");

        var subscription = payer.Subscription();
        await payer.TellAsync(subscription.CheckedOut(payer.Id).At(100), subscription.Changed("created").At(100));
        await HoldAsync(doors, payer, slug, "pro");
        await payer.TellAsync(subscription.Invoiced(false).At(200));
        await HoldAsync(doors, payer, slug, "grace");
        await payer.TellAsync(subscription.Changed("updated", "unpaid").At(300));
        await HoldAsync(doors, payer, slug, "free");
        foreach (var door in doors)
            door.Dispose();
    }

    private static async Task HoldAsync(SpikesApp[] doors, Subscriber payer, string slug, string tier)
    {
        var isFree = tier == "free";
        foreach (var door in doors)
        {
            Assert.Equal(tier, await BillingFront.TierAsync(door, payer.Token));
            var usage = (await door.GetAsync("/usage", payer.Token)).Is(200);
            Assert.Equal(tier, usage["tier"]!.GetValue<string>());
            Assert.Equal((isFree ? FreeSpikes : null, isFree ? FreeShares : null), ((int?)usage["spike_limit"], (int?)usage["share_limit"]));

            // Twice: the second page may come from what was remembered.
            for (var look = 0; look < 2; look++)
                Assert.Equal(!isFree, (await door.GetAsync($"/s/{slug}/")).Body.Contains("data-no-badge=\"true\"", StringComparison.Ordinal));

            var spike = await door.SubmitAsync(slug);
            var share = await door.ShareAsync(payer.Token, """{"name":"more"}""", ("index.html", "Hi"));
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
