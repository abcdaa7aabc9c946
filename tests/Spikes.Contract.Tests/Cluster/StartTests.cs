using Xunit;

namespace Spikes.Contract.Tests.Cluster;

/// <summary>Nodes may start in any order, and at once.</summary>
[Trait("Mode", "Cluster")]
[Collection(typeof(Alone))]
public sealed class StartTests(SpikesServer server)
{
    private const int Silos = 10;
    private const int Migrations = 2;

    [Fact]
    public async Task Start_TenSilosAtOnceOnAnEmptyDatabase_AllBecomeReady()
    {
        await using var cluster = await SpikesCluster.CreateOnAsync(server.Cluster.Database, "silos_at_once");

        var silos = Enumerable.Range(0, Silos).Select(_ => cluster.LaunchSilo()).ToArray();

        await Task.WhenAll(silos.Select(silo => silo.WaitUntilReadyAsync()));
        Assert.All(silos, silo => Assert.False(silo.HasExited, silo.Output));
    }

    [Fact]
    public async Task Migrate_TwoAtOnceOnAnEmptyDatabase_AllSucceed()
    {
        await using var cluster = await SpikesCluster.CreateOnAsync(server.Cluster.Database, "migrations_at_once");

        var migrations = Enumerable.Range(0, Migrations).Select(_ => cluster.LaunchMigration()).ToArray();

        var codes = await Task.WhenAll(migrations.Select(migration => migration.ExitAsync()));
        Assert.All(migrations.Zip(codes), ended => Assert.True(ended.Second == 0, ended.First.Output));
        Assert.Single(migrations.Select(migration => migration.Output).Distinct());
    }

    [Fact]
    public async Task Start_GatewayBeforeTheFirstSilo_IsReadyWhenThereIsOne()
    {
        await using var cluster = await SpikesCluster.CreateOnAsync(server.Cluster.Database, "gateway_first");

        var gateway = cluster.LaunchGateway();
        // So long that it has found no silo: its own start takes less.
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        await cluster.StartSiloAsync();

        await gateway.WaitUntilReadyAsync();
        using var app = cluster.NewApp(gateway);
        (await app.SubmitAsync("first")).Is(201);
    }
}
