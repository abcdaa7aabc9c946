using Spikes.Contract.Tests.Cluster;
using Spikes.Contract.Tests.Modes;
using Spikes.FakeStripe;
using Xunit;

namespace Spikes.Contract.Tests.Billing;

/// <summary>
/// Events in any order and number, over two gateways and a silo, while a silo dies. Every customer ends where its events in order lead. Where the
/// events of a second are one change of Stripe's, their own order does not count either. Where anything stands in one second, the contract
/// lets the later arrival apply and no creation override: there the order is that of the first arrivals, creations first.
/// </summary>
[Collection(typeof(Alone))]
public sealed class PermutationTests(SpikesServer server)
{
    private const int Customers = 160;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Mode", "Cluster")]
    public async Task Events_AnyOrderWhileASiloDies_EndAsInOrder()
    {
        await using var stripe = await BillingFront.PlayStripeAsync();
        await using var cluster = await SpikesCluster.CreateOnAsync(
            server.Cluster.Database,
            "permuted_events",
            [SpikesServer.TrustLoopback, .. ClusterMode.Patient, .. UnlimitedRates.Settings, .. BillingFront.Settings(stripe)]);
        var silos = await Task.WhenAll(cluster.StartSiloAsync(), cluster.StartSiloAsync(null, SpikesCluster.ServeHttp));
        var gateways = await Task.WhenAll(cluster.StartGatewayAsync(cluster.Entrance), cluster.StartGatewayAsync());
        ClusterNode[] doors = [.. gateways, silos[1]];
        using var app = cluster.NewApp(doors);

        await EndAsInOrderAsync(app, [.. doors.Select(cluster.NewApp)], 11, () => silos[0].KillAsync());
    }

    [Fact]
    public async Task Events_AnyOrder_EndAsInOrder()
    {
        var billing = server.Billing;
        using var app = billing.NewApp();
        await EndAsInOrderAsync(app, billing.NewAppsOfEachDoor(), 14, () => Task.CompletedTask);
    }

    private static async Task EndAsInOrderAsync(SpikesApp app, SpikesApp[] doors, int seed, Func<Task> halfway)
    {
        var random = new Random(seed);
        var tales = new EventStories(random);
        var stories = new List<(Subscriber Payer, InOrderModel Expected, FakeEvent[] Arrivals)>();
        for (var customer = 0; customer < Customers; customer++)
        {
            var payer = await Subscriber.NewAsync(app);
            var isChanges = customer % 2 == 0;
            var events = isChanges ? tales.Changes(payer, random.Next(2, 7)) : tales.Anything(payer, random.Next(1, 4));
            var arrivals = events.Concat(events.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(arrivals);
            stories.Add((payer, InOrderModel.Of(isChanges ? events : [.. arrivals.DistinctBy(next => next.Id)]), arrivals));
        }

        var sent = Task.WhenAll(stories.Select(story => SendAsync(app, story.Arrivals[..(story.Arrivals.Length / 2)])));
        await Task.WhenAll(sent, halfway());
        await Task.WhenAll(stories.Select(story => SendAsync(app, story.Arrivals[(story.Arrivals.Length / 2)..])));

        foreach (var (payer, expected, arrivals) in stories)
        {
            foreach (var door in doors)
            {
                var tier = await BillingFront.TierAsync(door, payer.Token);
                var isLinked = (await door.GetAsync("/billing/portal", payer.Token)).Status == 200;
                Assert.True(
                    (expected.Tier, expected.IsLinked) == (tier, isLinked),
                    $"{(tier, isLinked)} instead of {(expected.Tier, expected.IsLinked)}, seed {seed}:\n{string.Join('\n', arrivals.Select(Text))}");
            }
        }

        foreach (var door in doors)
            door.Dispose();
    }

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

    private static string Text(FakeEvent next)
    {
        var about = next.About;
        var price = about["items"]?["data"]?[0]?["price"]?["id"];
        var isUnnamed = next.Type.StartsWith("invoice.", StringComparison.Ordinal) && InOrderModel.IsUnnamed(next);
        return $"{next.Created} {next.Type} {about["status"]} {about["billing_reason"]} {price} {(isUnnamed ? "unnamed" : "")}";
    }
}
