using Xunit;

namespace Spikes.Contract.Tests.Cluster;

/// <summary>Nodes may start in any order, and at once.</summary>
[Trait("Mode", "Cluster")]
[Collection(typeof(Alone))]
public sealed class StartTests(SpikesServer server)
{
    private const int Silos = 3;
    private const int Migrations = 7;

    [Fact]
    public async Task Start_SilosAndMigrationsAtOnceOnAnEmptyDatabase_AllSucceed()
    {
        await using var cluster = await SpikesCluster.CreateOnAsync(server.Cluster.Database, "all_at_once");

        var silos = Enumerable.Range(0, Silos).Select(_ => cluster.LaunchSilo()).ToArray();
        var migrations = Enumerable.Range(0, Migrations).Select(_ => cluster.LaunchMigration()).ToArray();

        foreach (var migration in migrations)
            Assert.True(await migration.ExitAsync() == 0, migration.Output);
        Assert.Single(migrations.Select(migration => migration.Output).Distinct());
        await Task.WhenAll(silos.Select(silo => silo.WaitUntilReadyAsync()));
        Assert.All(silos, silo => Assert.False(silo.HasExited, silo.Output));
    }

    [Fact]
    public async Task Start_GatewayBeforeTheFirstSilo_IsReadyWhenThereIsOne()
    {
        await using var cluster = await SpikesCluster.CreateOnAsync(server.Cluster.Database, "gateway_first");

        var gateway = cluster.LaunchGateway();
        await gateway.WaitUntilItWaitsAsync();
        await cluster.StartSiloAsync();

        await gateway.WaitUntilReadyAsync();
        using var app = cluster.NewApp(gateway);
        (await app.SubmitAsync("first")).Is(201);
    }

    [Fact]
    public async Task Start_GatewayWithADatabaseThatIsNotThere_EndsWithALineThatNamesIt()
    {
        await using var cluster = await SpikesCluster.CreateOnAsync(server.Cluster.Database, "gateway_lost");

        var gateway = cluster.LaunchGateway(null, $"--ConnectionStrings:Spikes={cluster.ConnectionString};Database=nowhere");

        Assert.Equal(1, await gateway.ExitAsync());
        var line = gateway.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith("error: ConnectionStrings:Spikes: ", line);
        Assert.Contains("\"nowhere\"", line);
    }
}
