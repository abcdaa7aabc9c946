using Microsoft.Extensions.Logging.Abstractions;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Billing;

public sealed class GraceSweeperTests(SpikesCluster cluster)
{
    private readonly string _user = SpikesCluster.Unique();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_GraceIsOver_TheUserShowsSoAtOnce()
    {
        var id = AccountId.User(_user);
        var user = cluster.Grains.GetGrain<IUserGrain>(id.Value);
        cluster.Accounts.Payers[id] = new PayingAccount(new AccountTier(Tier.Pro, null), null);
        await user.CreateAsync(_user + "@example.com", Cancellation);
        Assert.Equal(Tier.Pro, (await user.DescribeAsync(Cancellation)).Value!.Tier);
        cluster.Accounts.Payers[id] = new PayingAccount(AccountTier.Free, null);
        var accounts = new FakeAccountStore { Ending = new EndedGraces([id], null) };

        var pause = await new GraceSweeper(accounts, cluster.Shares, cluster.Grains, cluster.Time, NullLogger<GraceSweeper>.Instance).SweepAsync(Cancellation);

        Assert.Equal(GraceSweeper.LongestPause, pause);
        Assert.Equal(Tier.Free, (await user.DescribeAsync(Cancellation)).Value!.Tier);
    }
}
