using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Projects;

public sealed class StoreNameGrainTests(SpikesCluster cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IStoreNameGrain GrainOf(string name) => cluster.Grains.GetGrain<IStoreNameGrain>(StoreName.GrainKey(name));

    [Fact]
    public async Task Resolve_NameWithSlashes_KeepsAllAfterTheFirst()
    {
        var name = "a/b/" + SpikesCluster.Unique();

        var resolved = await GrainOf(name).ResolveAsync(Cancellation);

        Assert.Equal(new ResolvedName(StoreKey.Unregistered(name), false), resolved);
    }

    [Fact]
    public async Task Resolve_NameChanged_AnswersOldUntilRefreshed()
    {
        var name = SpikesCluster.Unique();
        var grain = GrainOf(name);
        var before = await grain.ResolveAsync(Cancellation);
        var after = new ResolvedName(StoreKey.Share(SpikesCluster.Unique()), false);
        cluster.Shares.Names[name] = after;

        Assert.Equal(before, await grain.ResolveAsync(Cancellation));
        Assert.Equal(after, await grain.RefreshAsync(Cancellation));
        Assert.Equal(after, await grain.ResolveAsync(Cancellation));
    }

    [Fact]
    public async Task Resolve_StoreUnreachable_GuessesAndDoesNotRememberIt()
    {
        var name = SpikesCluster.Unique();
        var share = new ResolvedName(StoreKey.Share(SpikesCluster.Unique()), false);
        cluster.Shares.Names[name] = share;
        cluster.Shares.UnreadableNames[name] = true;

        Assert.Equal(StoreKey.Unregistered(name), (await GrainOf(name).ResolveAsync(Cancellation)).Store);
        cluster.Shares.UnreadableNames.TryRemove(name, out _);
        Assert.Equal(share, await GrainOf(name).ResolveAsync(Cancellation));
    }
}
