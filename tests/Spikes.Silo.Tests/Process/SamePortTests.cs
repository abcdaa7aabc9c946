namespace Spikes.Silo.Tests.Process;

/// <summary>A second silo that was given the ports of the first.</summary>
public sealed class SamePortTests
{
    [Fact]
    public async Task Start_PortsOfASiloThatRuns_EndsWithALineAndLeavesThatSiloAlone()
    {
        await using var cluster = await SpikesCluster.CreateAsync([], "fsync=off");
        var port = $"--Spikes:Cluster:SiloPort={LoopbackPort.Free()}";
        var first = await cluster.StartSiloAsync(cluster.Entrance, "--Spikes:Cluster:ServeHttp=true", port);

        var second = cluster.LaunchSilo(null, port);

        Assert.Equal(1, await second.ExitAsync());
        var line = Assert.Single(second.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: Spikes:Cluster:SiloPort: 127.0.0.1:", line, StringComparison.Ordinal);
        using var app = cluster.NewApp(first);
        Assert.Equal(201, (await app.SubmitAsync("same-port")).Status);
    }
}
