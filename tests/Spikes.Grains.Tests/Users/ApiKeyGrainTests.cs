using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Users;

public sealed class ApiKeyGrainTests(SpikesCluster cluster)
{
    private readonly Sessions _sessions = new(cluster);
    private readonly string _apiKey = Secrets.NewApiKey();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string KeyId => Secrets.ApiKeyId(_apiKey);

    private IApiKeyGrain Key => cluster.Grains.GetGrain<IApiKeyGrain>(Secrets.ApiKeyGrainKey(KeyId));

    [Fact]
    public async Task Authenticate_StandaloneKey_ActsForItself()
    {
        var created = (await CreateAsync(scope: ApiKeyScope.Read)).Value();

        var valid = (await AuthenticateAsync()).Value();

        Assert.Equal(created, valid.Key);
        Assert.Equal(new Account(AccountId.Key(KeyId), KeyId, "", Tier.Free), valid.Account);
    }

    [Fact]
    public async Task Authenticate_LinkedKey_ActsForItsUser()
    {
        var user = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;
        (await CreateAsync(user.Id)).Value();

        Assert.Equal(user, (await AuthenticateAsync()).Value().Account);
    }

    [Fact]
    public async Task Authenticate_UnknownKeyOrAnotherHash_Fails()
    {
        Assert.Equal(ErrorCode.AuthFailed, (await AuthenticateAsync()).Code());

        (await CreateAsync()).Value();
        Assert.Equal(ErrorCode.AuthFailed, (await Key.AuthenticateAsync(Secrets.HashOf("other"), Cancellation)).Code());
    }

    [Fact]
    public async Task Authenticate_Expiry_IsToTheMillisecond()
    {
        var end = cluster.Time.GetUtcNow().AddMinutes(1);
        (await CreateAsync(expiresAt: end)).Value();

        cluster.Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        (await AuthenticateAsync()).Value();
        cluster.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ErrorCode.AuthFailed, (await AuthenticateAsync()).Code());
    }

    [Fact]
    public async Task Authenticate_StoreAway_IsUnavailableNotWrong()
    {
        using (cluster.ApiKeys.Fail(KeyId))
            Assert.Equal(ErrorCode.Unavailable, (await AuthenticateAsync()).Code());

        Assert.Equal(ErrorCode.AuthFailed, (await AuthenticateAsync()).Code());
    }

    [Fact]
    public async Task Authenticate_ManyTimes_IsWrittenDownOnceAMinute()
    {
        (await CreateAsync()).Value();
        for (var i = 0; i < 5; i++) (await AuthenticateAsync()).Value();
        Assert.Equal(1, cluster.ApiKeys.Touches[KeyId]);

        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        (await AuthenticateAsync()).Value();
        Assert.Equal(2, cluster.ApiKeys.Touches[KeyId]);
    }

    [Fact]
    public async Task Create_SameCommandAgain_IsTheSameKeyAndAnotherOneIsRefused()
    {
        var first = (await CreateAsync()).Value();

        Assert.Equal(first, (await CreateAsync()).Value());
        var other = new CreateApiKey("another hash", "0123abcd", null, null, ApiKeyScope.Full, null, null);
        Assert.Equal(ErrorCode.Unavailable, (await Key.CreateAsync(other, Cancellation)).Code());
    }

    [Fact]
    public async Task Revoke_Key_FailsFromThenOnAndKeepsItsTime()
    {
        (await CreateAsync()).Value();
        var at = cluster.Time.GetUtcNow();

        Assert.Equal(at, (await Key.RevokeAsync(null, Cancellation)).Value().RevokedAt);
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(at, (await Key.RevokeAsync(null, Cancellation)).Value().RevokedAt);
        Assert.Equal(ErrorCode.AuthFailed, (await AuthenticateAsync()).Code());
    }

    [Fact]
    public async Task Revoke_NotWritten_IsUnavailableAndTheKeyWorksOn()
    {
        (await CreateAsync()).Value();
        (await AuthenticateAsync()).Value();
        using (cluster.ApiKeys.Fail(KeyId))
            Assert.Equal(ErrorCode.Unavailable, (await Key.RevokeAsync(null, Cancellation)).Code());

        (await AuthenticateAsync()).Value();
    }

    [Fact]
    public async Task Change_ByAStranger_IsNotFoundAndChangesNothing()
    {
        var owner = AccountId.User(SpikesCluster.Unique());
        var stranger = AccountId.User(SpikesCluster.Unique());
        var created = (await CreateAsync(owner)).Value();

        Assert.Equal(ErrorCode.NotFound, (await Key.ShowAsync(stranger, Cancellation)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Key.SetCapAsync(stranger, 5, Cancellation)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Key.RevokeAsync(stranger, Cancellation)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Key.LinkAsync(stranger, Cancellation)).Code());
        Assert.Equal(created, (await Key.ShowAsync(owner, Cancellation)).Value());
        Assert.Equal(5, (await Key.SetCapAsync(owner, 5, Cancellation)).Value().MonthlyCapCents);
        Assert.Null((await Key.SetCapAsync(null, null, Cancellation)).Value().MonthlyCapCents);
    }

    [Fact]
    public async Task Link_StandaloneKey_ActsForTheUserAtOnce()
    {
        var user = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;
        (await CreateAsync()).Value();
        (await AuthenticateAsync()).Value();

        (await Key.LinkAsync(user.Id, Cancellation)).Value();
        (await Key.LinkAsync(user.Id, Cancellation)).Value();

        Assert.Equal(user, (await AuthenticateAsync()).Value().Account);
        Assert.Equal(ErrorCode.NotFound, (await Key.LinkAsync(AccountId.User(SpikesCluster.Unique()), Cancellation)).Code());
    }

    [Fact]
    public async Task Link_TenSecondsLater_MovesWhatWasOnItsWay()
    {
        var user = AccountId.User(SpikesCluster.Unique());
        (await CreateAsync()).Value();
        (await Key.LinkAsync(user, Cancellation)).Value();
        Assert.Equal(1, cluster.ApiKeys.Links[KeyId]);

        cluster.Time.Advance(TimeSpan.FromSeconds(10));

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (cluster.ApiKeys.Links[KeyId] < 2) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline.Token);
    }

    [Fact]
    public async Task Link_RevokedOrUnknownKey_IsNotFound()
    {
        var user = AccountId.User(SpikesCluster.Unique());
        Assert.Equal(ErrorCode.NotFound, (await Key.LinkAsync(user, Cancellation)).Code());

        (await CreateAsync()).Value();
        (await Key.RevokeAsync(null, Cancellation)).Value();
        Assert.Equal(ErrorCode.NotFound, (await Key.LinkAsync(user, Cancellation)).Code());
    }

    [Fact]
    public async Task GetUsage_StandaloneKey_IsItsOwnFreeAccount()
    {
        (await CreateAsync()).Value();
        cluster.Accounts.Totals[AccountId.Key(KeyId)] = new ShareTotals(Shares: 2, Spikes: 7);

        var usage = (await Key.GetUsageAsync(Cancellation)).Value();

        Assert.Equal((7L, 100, 2L, 5, Tier.Free), (usage.Spikes, usage.SpikeLimit, usage.Shares, usage.ShareLimit, usage.Tier));
    }

    [Fact]
    public async Task GetUsage_LinkedKey_IsThatOfItsUser()
    {
        var user = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;
        (await CreateAsync(user.Id)).Value();
        cluster.Accounts.Totals[user.Id] = new ShareTotals(Shares: 1, Spikes: 3);

        Assert.Equal(3, (await Key.GetUsageAsync(Cancellation)).Value().Spikes);
    }

    [Fact]
    public async Task GetUsage_KeyOfAnAgent_IsItsOwnMeterAndItsCap()
    {
        var user = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;
        (await CreateAsync(user.Id)).Value();
        (await Key.SetCapAsync(null, 50, Cancellation)).Value();
        cluster.Accounts.Totals[user.Id] = new ShareTotals(Shares: 1, Spikes: 3);
        cluster.Accounts.Payers[user.Id] = new PayingAccount(new AccountTier(Tier.Agent, null), null);
        cluster.Accounts.Meters[user.Id.Value] = new Meter(int.MaxValue, 30, 2);
        cluster.Accounts.Meters[KeyId] = new Meter(int.MaxValue, 4, 1);

        var usage = (await Key.GetUsageAsync(Cancellation)).Value();

        Assert.Equal(3, usage.Spikes);
        Assert.Equal(new AgentUsage(14, 50, 4, 1), usage.Agent);
    }

    private Task<Outcome<ApiKey>> CreateAsync(AccountId? owner = null, ApiKeyScope scope = ApiKeyScope.Full, DateTimeOffset? expiresAt = null) =>
        Key.CreateAsync(
            new CreateApiKey(Secrets.HashOf(_apiKey), Secrets.ApiKeyPrefix(_apiKey), owner, "name", scope, expiresAt, null), Cancellation);

    private Task<Outcome<AuthenticatedKey>> AuthenticateAsync() => Key.AuthenticateAsync(Secrets.HashOf(_apiKey), Cancellation).AsTask();
}
