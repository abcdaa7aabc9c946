using Microsoft.Extensions.Logging.Abstractions;
using Spikes.Grains.Shares;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Shares;

public sealed class PurgeSweeperTests(SpikesCluster cluster)
{
    [Fact]
    public async Task Sweep_InterruptedPurges_FinishesThem()
    {
        var shares = new[] { SpikesCluster.Unique(), SpikesCluster.Unique() };
        foreach (var share in shares) cluster.Shares.PurgeSteps[share] = 3;

        await new PurgeSweeper(cluster.Shares, cluster.Grains, NullLogger<PurgeSweeper>.Instance)
            .SweepAsync(TestContext.Current.CancellationToken);

        Assert.All(shares, share => Assert.Equal(0, cluster.Shares.PurgeSteps[share]));
    }
}
