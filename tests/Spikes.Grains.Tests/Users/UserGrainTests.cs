using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Grains.Tests.Cluster;
using Spikes.Grains.Users;

namespace Spikes.Grains.Tests.Users;

public sealed class UserGrainTests(SpikesCluster cluster)
{
    private readonly Sessions _sessions = new(cluster);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_Repeated_ChangesNothing()
    {
        var user = cluster.Grains.GetGrain<IUserGrain>(AccountId.User(SpikesCluster.Unique()).Value);
        var email = Sessions.NewAddress();

        var first = (await user.CreateAsync(email, Cancellation)).Value();

        Assert.Equal(first, (await user.CreateAsync(email, Cancellation)).Value());
        Assert.Equal(first.Id.Value, "user/" + first.UserId);
    }

    [Fact]
    public async Task Create_CannotBeWritten_IsUnavailableAndTheUserUnknown()
    {
        var id = AccountId.User(SpikesCluster.Unique());
        var user = cluster.Grains.GetGrain<IUserGrain>(id.Value);
        using (cluster.States.FailWritesOf(id.Value))
        {
            Assert.Equal(ErrorCode.Unavailable, (await user.CreateAsync("a@example.org", Cancellation)).Code());
            Assert.Equal(ErrorCode.NotFound, (await user.IssueTokenAsync(false, Cancellation)).Code());
        }

        Assert.Equal("b@example.org", (await user.CreateAsync("b@example.org", Cancellation)).Value().Email);
    }

    [Fact]
    public async Task IssueToken_NewGenerationCannotBeWritten_RevokesNothing()
    {
        var issued = await _sessions.SignInAsync(Sessions.NewAddress());
        using (cluster.States.FailWritesOf(issued.Account.Id.Value))
        {
            var outcome = await _sessions.User(issued.Account).IssueTokenAsync(revokeOthers: true, Cancellation);
            Assert.Equal(ErrorCode.Unavailable, outcome.Code());
        }

        Assert.Null(await _sessions.AuthenticateAsync(issued.Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Authenticate_ManyAtOnce_ReadsTheTierOnceAlsoWhileStorageIsAway(bool isAway)
    {
        var issued = await _sessions.SignInAsync(Sessions.NewAddress());
        var (id, user) = (issued.Account.Id, _sessions.User(issued.Account));
        cluster.Time.Advance(TimeSpan.FromSeconds(5));
        if (isAway) cluster.Accounts.Unreadable[id] = Refusal.Unavailable;
        var before = cluster.Accounts.Reads[id];

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => user.AuthenticateAsync(0, Cancellation).AsTask()));

        Assert.All(outcomes, outcome => Assert.Equal(issued.Account, outcome.Value()));
        Assert.Equal(before + 1, cluster.Accounts.Reads[id]);
    }

    [Fact]
    public async Task GetUsage_FreeUser_CountsRowsAndNamesLimits()
    {
        var account = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;
        cluster.Accounts.Totals[account.Id] = new ShareTotals(Shares: 3, Spikes: 45);

        var usage = (await _sessions.User(account).GetUsageAsync(Cancellation)).Value();

        Assert.Equal((45L, 100, 3L, 5, Tier.Free), (usage.Spikes, usage.SpikeLimit, usage.Shares, usage.ShareLimit, usage.Tier));
    }

    [Fact]
    public async Task GetUsage_StoreUnreachable_IsUnavailable()
    {
        var account = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;

        Assert.Equal(ErrorCode.Unavailable, (await _sessions.User(account).GetUsageAsync(Cancellation)).Code());
    }

    [Theory]
    [InlineData("2026-01-31T23:59:59.999Z", "2026-02-01T00:00:00Z")]
    [InlineData("2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("2026-07-01T01:00:00+02:00", "2026-07-01T00:00:00Z")]
    public void Describe_AnyInstant_ResetsWithTheNextUtcMonth(string now, string expected)
    {
        var usage = UsageRules.Describe(Use(Tier.Free), capCents: null, new TierOptions(), Instant(now));

        Assert.Equal(Instant(expected), usage.ResetAt);
    }

    [Theory]
    [InlineData(Tier.Pro)]
    [InlineData(Tier.Agent)]
    [InlineData(Tier.Grace)]
    public void Describe_PaidTier_HasNoLimits(Tier tier)
    {
        var usage = UsageRules.Describe(Use(tier), capCents: null, new TierOptions(), DateTimeOffset.UnixEpoch);

        Assert.Equal((null, null), (usage.ShareLimit, usage.SpikeLimit));
        Assert.Equal(tier == Tier.Agent, usage.Agent is not null);
    }

    [Fact]
    public void Describe_GraceThatIsOver_IsFreeWithItsLimits()
    {
        var use = Use(Tier.Free) with { Tier = new AccountTier(Tier.Grace, DateTimeOffset.UnixEpoch) };

        Assert.Equal(Tier.Grace, UsageRules.Describe(use, null, new TierOptions(), DateTimeOffset.UnixEpoch.AddTicks(-1)).Tier);
        var usage = UsageRules.Describe(use, null, new TierOptions(), DateTimeOffset.UnixEpoch);
        Assert.Equal((Tier.Free, 5, 100), (usage.Tier, usage.ShareLimit, usage.SpikeLimit));
    }

    [Theory]
    [InlineData("2026-01-31T23:59:59.999Z", 34, 24, 1)]
    [InlineData("2026-02-01T01:00:00+02:00", 34, 24, 1)]
    [InlineData("2026-02-01T00:00:00Z", 0, 0, 0)]
    public void Describe_Agent_HasTheCostOfTheMeterUntilItsMonthIsOver(string now, int tenths, int spikes, int shares)
    {
        var use = Use(Tier.Agent) with { Meter = new Meter(Meter.MonthOf(Instant("2026-01-01T00:00:00Z")), 24, 1) };

        var usage = UsageRules.Describe(use, capCents: 7, new TierOptions(), Instant(now));

        Assert.Equal(new AgentUsage(tenths, 7, spikes, shares), usage.Agent);
    }

    [Fact]
    public async Task GetUsage_Agent_IsTheAccountsMeterWithoutCap()
    {
        var account = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;
        cluster.Accounts.Totals[account.Id] = new ShareTotals(Shares: 3, Spikes: 45);
        cluster.Accounts.Payers[account.Id] = new PayingAccount(new AccountTier(Tier.Agent, null), null);
        cluster.Accounts.Meters[account.Id.Value] = new Meter(int.MaxValue, 45, 3);

        var usage = (await _sessions.User(account).GetUsageAsync(Cancellation)).Value();

        Assert.Equal(new AgentUsage(75, null, 45, 3), usage.Agent);
    }

    private static AccountUse Use(Tier tier) => new(new AccountTier(tier, null), new ShareTotals(9, 900), default);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, provider: null);
}
