using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Billing;

public sealed class StripeCustomerGrainTests(SpikesCluster cluster)
{
    private readonly string _customer = "cus_" + SpikesCluster.Unique();
    private readonly string _user = SpikesCluster.Unique();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IUserGrain User => cluster.Grains.GetGrain<IUserGrain>(AccountId.User(_user).Value);

    private IEnumerable<(StripeEvent Event, AccountId? Named)> Applied =>
        cluster.Accounts.Applied.Where(applied => applied.Customer == _customer).Select(applied => (applied.Event, applied.Named));

    [Fact]
    public async Task Apply_EventOfAnExistingUser_NamesTheAccountAndTheUserShowsTheTierAtOnce()
    {
        await User.CreateAsync(_user + "@example.com", Cancellation);
        Assert.Equal(Tier.Free, await TierAsync());
        cluster.Accounts.Payers[AccountId.User(_user)] = new PayingAccount(new AccountTier(Tier.Pro, null), _customer);
        Assert.Equal(Tier.Free, await TierAsync());

        var next = Event(_user, null);
        Assert.True((await ApplyAsync(next)).IsSuccess(out _, out _));

        Assert.Equal((next, AccountId.User(_user)), Assert.Single(Applied));
        Assert.Equal(Tier.Pro, await TierAsync());
        Assert.Equal(_customer, (await User.GetBillingAsync(Cancellation)).Value!.StripeCustomer);
    }

    [Fact]
    public async Task Apply_UnknownUserOrAddress_NamesNobody()
    {
        await ApplyAsync(Event(_user, null));
        await ApplyAsync(Event(null, "nobody-" + _user + "@example.com", StripeEventKind.CheckoutCompleted));
        await ApplyAsync(Event(null, null));

        Assert.Equal([null, null, null], Applied.Select(applied => applied.Named));
    }

    [Fact]
    public async Task Apply_CheckoutByAddress_NamesItsUser()
    {
        var email = _user + "@example.com";
        var account = (await cluster.Grains.GetGrain<ISignInGrain>(Secrets.SignInKey(email)).GetOrCreateUserAsync(email, Cancellation)).Value!;

        await ApplyAsync(Event(null, email, StripeEventKind.CheckoutCompleted));
        await ApplyAsync(Event(null, email));

        Assert.Equal([account.Id, null], Applied.Select(applied => applied.Named));
    }

    [Fact]
    public async Task Apply_NotWrittenOrUserUnreadable_IsUnavailable()
    {
        cluster.Accounts.Effects[_customer] = Refusal.Unavailable;
        Assert.Equal(Refusal.Unavailable, (await ApplyAsync(Event(null, null))).Refusal);

        await User.CreateAsync(_user + "@example.com", Cancellation);
        cluster.Accounts.Unreadable[AccountId.User(_user)] = Refusal.Unavailable;
        await User.ForgetTierAsync(Cancellation);
        Assert.Equal(Refusal.Unavailable, (await ApplyAsync(Event(_user, null))).Refusal);
        Assert.Single(Applied);
    }

    [Fact]
    public async Task Apply_CustomerLeavesAUser_WhoShowsSoAtOnce()
    {
        cluster.Accounts.Payers[AccountId.User(_user)] = new PayingAccount(new AccountTier(Tier.Pro, null), _customer);
        await User.CreateAsync(_user + "@example.com", Cancellation);
        Assert.Equal(Tier.Pro, await TierAsync());
        cluster.Accounts.Payers[AccountId.User(_user)] = new PayingAccount(AccountTier.Free, null);
        cluster.Accounts.Effects[_customer] = new AppliedEvent(AccountId.User(SpikesCluster.Unique()), AccountId.User(_user));

        await ApplyAsync(Event(null, null));

        Assert.Equal(Tier.Free, await TierAsync());
    }

    [Theory]
    [InlineData(Tier.Free, false, Tier.Free)]
    [InlineData(Tier.Pro, false, Tier.Pro)]
    [InlineData(Tier.Agent, false, Tier.Agent)]
    [InlineData(Tier.Grace, false, Tier.Pro)]
    [InlineData(Tier.Grace, true, Tier.Agent)]
    public async Task GetBilling_Tier_TellsThePlanThatWasBought(Tier tier, bool isAgentPlan, Tier plan)
    {
        await User.CreateAsync(_user + "@example.com", Cancellation);
        DateTimeOffset? end = tier == Tier.Grace ? cluster.Time.GetUtcNow().AddDays(7) : null;
        cluster.Accounts.Payers[AccountId.User(_user)] = new PayingAccount(new AccountTier(tier, end), _customer, isAgentPlan);

        Assert.Equal(plan, (await User.GetBillingAsync(Cancellation)).Value!.Plan);
    }

    [Fact]
    public async Task Describe_TierInRows_IsReadAnewAfterFiveSecondsAndKeptInAnOutage()
    {
        var id = AccountId.User(_user);
        await User.CreateAsync(_user + "@example.com", Cancellation);
        cluster.Accounts.Payers[id] = new PayingAccount(new AccountTier(Tier.Grace, cluster.Time.GetUtcNow().AddSeconds(7)), null);
        Assert.Equal(Tier.Free, await TierAsync());

        cluster.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Tier.Grace, await TierAsync());
        cluster.Accounts.Unreadable[id] = Refusal.Unavailable;
        cluster.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Tier.Free, await TierAsync());
        cluster.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(Tier.Free, await TierAsync());
        Assert.Equal(Refusal.Unavailable, (await User.GetBillingAsync(Cancellation)).Refusal);
    }

    private async Task<Tier> TierAsync() => (await User.DescribeAsync(Cancellation)).Value!.Tier;

    private Task<Outcome<Done>> ApplyAsync(StripeEvent next) =>
        cluster.Grains.GetGrain<IStripeCustomerGrain>(IStripeCustomerGrain.GrainKey(_customer)).ApplyAsync(next, Cancellation);

    private static StripeEvent Event(string? user, string? email, StripeEventKind kind = StripeEventKind.SubscriptionActive) =>
        new("evt_" + SpikesCluster.Unique(), kind, DateTimeOffset.UnixEpoch, "sub_1", user, email, false, false);
}
