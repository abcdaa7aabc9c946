using Spikes.Chaos.Running;
using Spikes.Chaos.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(ChaosClusterFixture))]

namespace Spikes.Chaos.Tests;

/// <summary>One cluster for all tests: each leaves it healthy, or what follows says that it did not.</summary>
public sealed class ChaosClusterFixture : IAsyncLifetime
{
    private ChaosCluster? _cluster;

    internal static ChaosOptions Options { get; } = new()
    {
        Scenarios = [],
        Seconds = 1,
        Shares = 8,
        Clients = 24,
        Silos = 2,
        Kills = 1,
        Pause = TimeSpan.FromSeconds(8),
        Patience = TimeSpan.FromSeconds(30),
        SpikeLimit = 300,
        Settings = ["--Spikes:Cluster:ReadinessDelay=00:00:01"],
    };

    internal ChaosCluster Cluster => _cluster!;

    public async ValueTask InitializeAsync() => _cluster = await ChaosCluster.StartAsync(Options);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }
}
