using Spikes.Contract.Tests.Cluster;
using Spikes.FakeStripe;
using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>Events in any order and number, over two gateways, while a silo dies: every customer ends where the events in order lead.</summary>
[Collection(typeof(Alone))]
public sealed class PermutationTests(SpikesServer server)
{
    private const int Customers = 30;

    // A busy machine must not look like the outage that this is about.
    private const string CallTimeout = "--Spikes:Cluster:GrainCallTimeout=00:00:10";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string[] Statuses = ["active", "trialing", "past_due", "unpaid", "canceled", "incomplete"];

    [Fact]
    [Trait("Mode", "Cluster")]
    public async Task Events_AnyOrderWhileASiloDies_EndAsInOrder()
    {
        await using var stripe = await BillingFront.PlayStripeAsync();
        await using var cluster = await SpikesCluster.CreateOnAsync(
            server.Cluster.Database,
            "permuted_events",
            [SpikesServer.TrustLoopback, CallTimeout, .. UnlimitedRates.Settings, .. BillingFront.Settings(stripe)]);
        var silos = await Task.WhenAll(cluster.StartSiloAsync(), cluster.StartSiloAsync());
        var gateways = await Task.WhenAll(cluster.StartGatewayAsync(cluster.Entrance), cluster.StartGatewayAsync());
        using var app = cluster.NewApp(gateways);

        await EndAsInOrderAsync(app, [.. gateways.Select(cluster.NewApp)], new Random(11), () => silos[0].KillAsync());
    }

    [Fact]
    public async Task Events_AnyOrder_EndAsInOrder()
    {
        var billing = await server.BillingAsync();
        using var app = billing.NewApp();
        await EndAsInOrderAsync(app, billing.NewAppsOfEachGateway(), new Random(12), () => Task.CompletedTask);
    }

    private static async Task EndAsInOrderAsync(SpikesApp app, SpikesApp[] gateways, Random random, Func<Task> halfway)
    {
        var stories = new List<(Subscriber Payer, List<FakeEvent> Events, FakeEvent[] Arrivals)>();
        for (var customer = 0; customer < Customers; customer++)
        {
            var payer = await Subscriber.NewAsync(app);
            var events = Story(random, payer, random.Next(3, 12)).ToList();
            var arrivals = events.Concat(events.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(arrivals);
            stories.Add((payer, events, arrivals));
        }

        var sent = Task.WhenAll(stories.Select(story => SendAsync(app, story.Arrivals[..(story.Arrivals.Length / 2)])));
        await Task.WhenAll(sent, halfway());
        await Task.WhenAll(stories.Select(story => SendAsync(app, story.Arrivals[(story.Arrivals.Length / 2)..])));

        foreach (var (payer, events, arrivals) in stories)
        {
            var expected = InOrderModel.Of(events);
            foreach (var gateway in gateways)
            {
                var tier = await BillingFront.TierAsync(gateway, payer.Token);
                Assert.True(expected.Tier == tier, $"{tier} instead of {expected.Tier} after {string.Join(", ", arrivals.Select(Text))}");
                Assert.Equal(expected.IsLinked ? 200 : 404, (await gateway.GetAsync("/billing/portal", payer.Token)).Status);
            }
        }

        foreach (var gateway in gateways)
            gateway.Dispose();
    }

    /// <summary>A customer with one subscription, as Stripe would tell of it; a checkout may come at any time, a deletion ends it all.</summary>
    private static IEnumerable<FakeEvent> Story(Random random, Subscriber payer, int count)
    {
        var isNamed = random.Next(2) == 0;
        var start = payer.Subscription() with { UserId = isNamed ? payer.Id : null };
        yield return start.CheckedOut(payer.Id).At(1000 + random.Next(count));
        for (var at = 0; at < count; at++)
        {
            var subscription = start with
            {
                Price = random.Next(2) == 0 ? BillingFront.AgentPrice : BillingFront.ProPrice,
                HasOldInvoices = random.Next(2) == 0,
            };
            yield return Any(random, subscription).At(1000 + at);
        }

        if (random.Next(4) == 0)
            yield return start.CustomerDeleted().At(1000 + count);
    }

    private static FakeEvent Any(Random random, FakeSubscription subscription) => random.Next(9) switch
    {
        0 => subscription.Changed("created"),
        1 or 2 => subscription.Changed("updated", Statuses[random.Next(Statuses.Length)]),
        3 => subscription.Changed("paused"),
        4 => subscription.Changed("resumed"),
        5 => subscription.Invoiced(true),
        6 or 7 => subscription.Invoiced(false, random.Next(4) == 0 ? "subscription_create" : "subscription_cycle"),
        _ => random.Next(3) == 0 ? subscription.Changed("deleted") : subscription.Changed("updated", "active"),
    };

    /// <summary>As Stripe does: what was not received is sent again.</summary>
    private static async Task SendAsync(SpikesApp app, IReadOnlyList<FakeEvent> arrivals)
    {
        foreach (var next in arrivals)
        {
            var body = next.ToBytes();
            for (var start = TimeProvider.System.GetTimestamp(); ;)
            {
                var answer = await BillingFront.PostAsync(app, body);
                if (answer.Status == 200)
                    break;
                answer.Refuses(500, "INTERNAL_ERROR");
                Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"{next.Type} was not received for {Limit.TotalSeconds} s");
            }
        }
    }

    private static string Text(FakeEvent next) => $"{next.Type} {next.About["status"]} {next.Created}";
}
