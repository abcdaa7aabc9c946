namespace Spikes.Silo.Tests.Process;

/// <summary>A silo and its database are started together.</summary>
public sealed class LateDatabaseTests
{
    [Fact]
    public async Task Start_DatabaseComesLater_WaitsForIt()
    {
        await using var cluster = await SpikesCluster.CreateAsync([], "fsync=off");
        await cluster.Database.StopAsync();

        var silo = cluster.LaunchSilo(cluster.Entrance, "--Spikes:Cluster:ServeHttp=true");
        await silo.WaitUntilItWaitsAsync();
        await cluster.Database.StartAsync();
        await silo.WaitUntilReadyAsync();

        using var app = cluster.NewApp(silo);
        Assert.Equal(201, (await app.SubmitAsync("late-0001")).Status);
    }
}
