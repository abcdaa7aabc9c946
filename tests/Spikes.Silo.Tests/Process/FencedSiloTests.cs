using Npgsql;

namespace Spikes.Silo.Tests.Process;

/// <summary>Two silos as processes; one loses its way to the database.</summary>
public sealed class FencedSiloTests
{
    [Fact]
    public async Task Silo_ThatAloneLostTheDatabase_EndsAndLeavesItsStoresToTheOther()
    {
        await using var cluster = await SpikesCluster.CreateAsync([], "fsync=off");
        using var relay = new TcpRelay(cluster.Database.Port);
        var well = await cluster.StartSiloAsync(cluster.Entrance, "--Spikes:Cluster:ServeHttp=true");
        var way = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Port = relay.Port };
        var cut = await cluster.StartSiloAsync(null, $"--ConnectionStrings:Spikes={way}");
        using var app = cluster.NewApp(well);

        relay.Cut();
        var code = await cut.ExitAsync();

        Assert.Equal(1, code);
        Assert.Contains("this silo ends", cut.Output, StringComparison.Ordinal);
        for (var store = 0; store < 20; store++)
            await Eventually.IsTrueAsync("every store takes spikes", async () => (await app.SubmitAsync($"fenced-{store:0000}")).Status == 201);
        Assert.False(well.HasExited);
    }
}
