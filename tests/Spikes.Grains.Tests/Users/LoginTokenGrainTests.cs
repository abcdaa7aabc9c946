using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Users;

public sealed class LoginTokenGrainTests(SpikesCluster cluster)
{
    private readonly Sessions _sessions = new(cluster);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redeem_UnknownToken_IsInvalidAndLeavesNothing()
    {
        var token = Secrets.NewToken();

        var outcome = await _sessions.LoginToken(token).RedeemAsync(Cancellation);

        Assert.Equal(ErrorCode.TokenInvalid, outcome.Code());
        Assert.False(cluster.States.Holds(Secrets.LoginTokenKey(token)));
    }

    [Fact]
    public async Task Redeem_NewAddress_CreatesFreeUserWithValidToken()
    {
        var email = Sessions.NewAddress();

        var issued = await _sessions.SignInAsync(email);

        Assert.Equal((email, Tier.Free), (issued.Account.Email, issued.Account.Tier));
        Assert.Equal(7, Guid.Parse(issued.Account.UserId).Version);
        Assert.Equal(43, issued.Token.Length);
        Assert.Null(await _sessions.AuthenticateAsync(issued.Token));
    }

    [Fact]
    public async Task Redeem_SameAddressTwice_SignsInTheSameUser()
    {
        var email = Sessions.NewAddress();

        var first = await _sessions.SignInAsync(email);
        var second = await _sessions.SignInAsync(email);

        Assert.Equal(first.Account, second.Account);
        Assert.NotEqual(first.Token, second.Token);
        Assert.Null(await _sessions.AuthenticateAsync(first.Token));
    }

    [Fact]
    public async Task Redeem_100AtOnce_OneSucceeds()
    {
        var login = _sessions.LoginToken(await _sessions.MintAsync(Sessions.NewAddress()));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => login.RedeemAsync(Cancellation)));

        Assert.Single(outcomes, outcome => outcome.Code() is null);
        Assert.Equal(99, outcomes.Count(outcome => outcome.Code() == ErrorCode.TokenUsed));
    }

    [Fact]
    public async Task Redeem_TenMinutesOld_StillSucceeds()
    {
        var token = await _sessions.MintAsync(Sessions.NewAddress());
        cluster.Time.Advance(TimeSpan.FromMinutes(10));

        (await _sessions.LoginToken(token).RedeemAsync(Cancellation)).Value();
    }

    [Fact]
    public async Task Redeem_OlderThanTenMinutes_IsExpired()
    {
        var token = await _sessions.MintAsync(Sessions.NewAddress());
        cluster.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromMilliseconds(1));

        var outcome = await _sessions.LoginToken(token).RedeemAsync(Cancellation);

        Assert.Equal(new Refusal(ErrorCode.TokenExpired, "Login token has expired"), outcome.Refusal);
    }

    [Fact]
    public async Task Redeem_UsedAndExpired_IsUsed()
    {
        var token = await _sessions.MintAsync(Sessions.NewAddress());
        await _sessions.LoginToken(token).RedeemAsync(Cancellation);
        cluster.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(ErrorCode.TokenUsed, (await _sessions.LoginToken(token).RedeemAsync(Cancellation)).Code());
    }

    [Fact]
    public async Task Redeem_MintedTwice_KeepsTheFirstTime()
    {
        var email = Sessions.NewAddress();
        var token = await _sessions.MintAsync(email);
        cluster.Time.Advance(TimeSpan.FromMinutes(9));
        var again = new MintLoginToken(email, SignInPurpose.Login, "192.0.2.1", cluster.Time.GetUtcNow());
        await _sessions.LoginToken(token).MintAsync(again, Cancellation);
        cluster.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(ErrorCode.TokenExpired, (await _sessions.LoginToken(token).RedeemAsync(Cancellation)).Code());
    }

    [Fact]
    public async Task Redeem_RecoveryOfKnownUser_RevokesOlderTokens()
    {
        var email = Sessions.NewAddress();
        var first = await _sessions.SignInAsync(email);
        var second = await _sessions.SignInAsync(email);

        var recovered = await _sessions.SignInAsync(email, SignInPurpose.Recovery);

        Assert.Equal(ErrorCode.AuthFailed, await _sessions.AuthenticateAsync(first.Token));
        Assert.Equal(ErrorCode.AuthFailed, await _sessions.AuthenticateAsync(second.Token));
        Assert.Null(await _sessions.AuthenticateAsync(recovered.Token));
    }

    [Fact]
    public async Task Redeem_RecoveryOfUnknownAddress_IsInvalidAndCreatesNobody()
    {
        var email = Sessions.NewAddress();
        var token = await _sessions.MintAsync(email, SignInPurpose.Recovery);

        Assert.Equal(ErrorCode.TokenInvalid, (await _sessions.LoginToken(token).RedeemAsync(Cancellation)).Code());
        Assert.Equal(ErrorCode.NotFound, (await _sessions.SignIn(email).FindUserAsync(email, Cancellation)).Code());
    }

    [Fact]
    public async Task Redeem_UseCannotBeWritten_IssuesNothingAndMayBeTriedAgain()
    {
        var token = await _sessions.MintAsync(Sessions.NewAddress());
        using (cluster.States.FailWritesOf(Secrets.LoginTokenKey(token)))
        {
            Assert.Equal(ErrorCode.Unavailable, (await _sessions.LoginToken(token).RedeemAsync(Cancellation)).Code());
        }

        (await _sessions.LoginToken(token).RedeemAsync(Cancellation)).Value();
        Assert.Equal(ErrorCode.TokenUsed, (await _sessions.LoginToken(token).RedeemAsync(Cancellation)).Code());
    }

    [Fact]
    public async Task Redeem_AnotherActivationWasFirst_IsUnavailableThenReadsAgain()
    {
        var token = await _sessions.MintAsync(Sessions.NewAddress());
        cluster.States.Touch("login-token", Secrets.LoginTokenKey(token));

        Assert.Equal(ErrorCode.Unavailable, (await _sessions.LoginToken(token).RedeemAsync(Cancellation)).Code());
        (await _sessions.LoginToken(token).RedeemAsync(Cancellation)).Value();
    }

    [Fact]
    public async Task Mint_CannotBeWritten_IsUnavailableAndUnknown()
    {
        var token = Secrets.NewToken();
        var command = new MintLoginToken(Sessions.NewAddress(), SignInPurpose.Login, "192.0.2.1", cluster.Time.GetUtcNow());
        using (cluster.States.FailWritesOf(Secrets.LoginTokenKey(token)))
        {
            Assert.Equal(ErrorCode.Unavailable, (await _sessions.LoginToken(token).MintAsync(command, Cancellation)).Code());
        }

        Assert.Equal(ErrorCode.TokenInvalid, (await _sessions.LoginToken(token).RedeemAsync(Cancellation)).Code());
    }
}
