using Spikes.Contract.Tests.Modes;
using Xunit;

namespace Spikes.Contract.Tests.Cluster;

/// <summary>A silo dies as <c>kill -9</c> ends it.</summary>
[Trait("Mode", "Cluster")]
[Collection(typeof(Alone))]
public sealed class KillTests(SpikesServer server)
{
    private const int Shares = 5;
    private const int Projects = 60;
    private const int Registered = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Kill_OneOfTwoSilos_EveryStoreIsBackWithWhatWasAcknowledged()
    {
        await using var cluster = await SpikesCluster.CreateOnAsync(
            server.Cluster.Database, "one_of_two", [SpikesServer.TrustLoopback, .. ClusterMode.Patient, .. UnlimitedRates.Settings]);
        var silos = await Task.WhenAll(cluster.StartSiloAsync(), cluster.StartSiloAsync(null, SpikesCluster.ServeHttp));
        var gateways = await Task.WhenAll(cluster.StartGatewayAsync(), cluster.StartGatewayAsync());
        using var app = cluster.NewApp([.. gateways, silos[1]]);
        var token = await app.SignUpAsync();
        var stores = Enumerable.Range(0, Projects).Select(number => $"project-{number}").ToList();
        foreach (var key in stores[..Registered])
            (await app.RegisterAsync(token, key)).Is(201);
        for (var share = 0; share < Shares; share++)
            stores.Add((await app.NewShareAsync(token)).Id);
        var before = await Task.WhenAll(stores.Select(store => SubmitAsync(app, store)));

        await silos[0].KillAsync();
        var after = await Task.WhenAll(stores.Select(store => SubmitAsync(app, store)));

        foreach (var (store, first, second) in stores.Zip(before, after))
        {
            var rows = (await app.GetAsync("/spikes?project=" + store)).Is(200)["data"]!.AsArray();
            Assert.Equal(new[] { second, first }, rows.Select(row => row!["id"]!.GetValue<string>()));
        }

        var shares = (await app.GetAsync("/shares", token)).Is(200).AsArray();
        Assert.Equal(Enumerable.Repeat(2, Shares), shares.Select(share => share!["spike_count"]!.GetValue<int>()));
        var projects = (await app.GetAsync("/me/projects", token)).Is(200)["data"]!.AsArray();
        Assert.Equal(Enumerable.Repeat(2, Registered), projects.Select(project => project!["spike_count"]!.GetValue<int>()));
        Assert.All(gateways, gateway => Assert.False(gateway.HasExited, gateway.Output));
    }

    /// <summary>Sends a spike, and again while its store is away; the client id keeps it from being stored twice.</summary>
    private static async Task<string> SubmitAsync(SpikesApp app, string store)
    {
        var body = SpikesApp.Spike(store);
        body["id"] = Guid.NewGuid().ToString("N");
        for (var start = TimeProvider.System.GetTimestamp(); ;)
        {
            var answer = await app.PostAsync("/spikes", body);
            if (answer.Status is 200 or 201)
                return answer.Json["id"]!.GetValue<string>();
            answer.Refuses(503, "UNAVAILABLE");
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"{store} is away for {Limit.TotalSeconds} s");
        }
    }
}
