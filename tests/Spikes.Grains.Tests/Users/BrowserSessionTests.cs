using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Users;

public sealed class BrowserSessionTests(SpikesCluster cluster)
{
    private readonly Sessions _sessions = new(cluster);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_Opened_LastsThirtyDays()
    {
        var session = Grain(await OpenAsync(Sessions.NewAddress()));
        cluster.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        (await session.AuthenticateAsync(Cancellation)).Value();
        cluster.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ErrorCode.AuthFailed, (await session.AuthenticateAsync(Cancellation)).Code());
    }

    [Fact]
    public async Task Session_AsUserToken_IsUnknownAndTheReverse()
    {
        var email = Sessions.NewAddress();
        Assert.Equal(ErrorCode.AuthFailed, await _sessions.AuthenticateAsync(await OpenAsync(email)));
        var token = (await _sessions.SignInAsync(email)).Token;
        Assert.Equal(ErrorCode.AuthFailed, (await Grain(token).AuthenticateAsync(Cancellation)).Code());
    }

    [Fact]
    public async Task Session_UserRecovered_IsOver()
    {
        var email = Sessions.NewAddress();
        var old = Grain(await OpenAsync(email));
        var recovered = Grain(await OpenAsync(email, SignInPurpose.Recovery));

        Assert.Equal(ErrorCode.AuthFailed, (await old.AuthenticateAsync(Cancellation)).Code());
        (await recovered.AuthenticateAsync(Cancellation)).Value();
    }

    [Fact]
    public async Task Confirm_100AtOnce_OneSucceeds()
    {
        var login = _sessions.LoginToken(await _sessions.MintAsync(Sessions.NewAddress()));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => login.ConfirmAsync(Cancellation)));
        Assert.Single(outcomes, outcome => outcome.Code() is null);
        Assert.Equal(99, outcomes.Count(outcome => outcome.Code() == ErrorCode.TokenUsed));
    }

    [Fact]
    public async Task Confirm_Link_GivesBackWhatWasSealed()
    {
        var token = Secrets.NewToken();
        var command = new MintLoginToken(Sessions.NewAddress(), SignInPurpose.Device, "192.0.2.1", cluster.Time.GetUtcNow(), "sealed");
        (await _sessions.LoginToken(token).MintAsync(command, Cancellation)).Value();

        var shown = (await _sessions.LoginToken(token).ShowAsync(Cancellation)).Value();
        var confirmed = (await _sessions.LoginToken(token).ConfirmAsync(Cancellation)).Value();

        Assert.Equal(new LoginLink(command.Email, command.Purpose, command.ClientAddress, command.RequestedAt), shown);
        Assert.Equal((SignInPurpose.Device, "sealed"), (confirmed.Purpose, confirmed.Sealed));
        Assert.Equal(ErrorCode.TokenUsed, (await _sessions.LoginToken(token).ShowAsync(Cancellation)).Code());
    }

    [Theory]
    [InlineData(SignInPurpose.Login)]
    [InlineData(SignInPurpose.Recovery)]
    public async Task Confirm_NothingCouldBeGivenOut_TheLinkWorksAgain(SignInPurpose purpose)
    {
        var email = Sessions.NewAddress();
        var account = (await _sessions.SignInAsync(email)).Account;
        var login = _sessions.LoginToken(await _sessions.MintAsync(email, purpose));
        var failing = purpose == SignInPurpose.Login ? Secrets.SignInKey(email) : account.Id.Value;
        using (cluster.States.FailWritesOf(failing))
        {
            Assert.Equal(ErrorCode.Unavailable, (await login.ConfirmAsync(Cancellation)).Code());
        }

        (await login.ConfirmAsync(Cancellation)).Value();
        Assert.Equal(ErrorCode.TokenUsed, (await login.ConfirmAsync(Cancellation)).Code());
    }

    [Fact]
    public async Task Redeem_RecoveryCouldNotBeWritten_TheTokenWorksAgain()
    {
        var email = Sessions.NewAddress();
        var old = await _sessions.SignInAsync(email);
        var login = _sessions.LoginToken(await _sessions.MintAsync(email, SignInPurpose.Recovery));
        using (cluster.States.FailWritesOf(old.Account.Id.Value))
        {
            Assert.Equal(ErrorCode.Unavailable, (await login.RedeemAsync(Cancellation)).Code());
        }

        (await login.RedeemAsync(Cancellation)).Value();
        Assert.Equal(ErrorCode.AuthFailed, await _sessions.AuthenticateAsync(old.Token));
    }

    [Fact]
    public async Task Show_UnknownOrExpired_IsRefused()
    {
        Assert.Equal(ErrorCode.TokenInvalid, (await _sessions.LoginToken(Secrets.NewToken()).ShowAsync(Cancellation)).Code());
        var token = await _sessions.MintAsync(Sessions.NewAddress());
        cluster.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromMilliseconds(1));
        Assert.Equal(ErrorCode.TokenExpired, (await _sessions.LoginToken(token).ShowAsync(Cancellation)).Code());
    }

    private async Task<string> OpenAsync(string email, SignInPurpose purpose = SignInPurpose.Dashboard) =>
        (await _sessions.LoginToken(await _sessions.MintAsync(email, purpose)).ConfirmAsync(Cancellation)).Value().Session.Token;

    private IUserTokenGrain Grain(string session) => cluster.Grains.GetGrain<IUserTokenGrain>(Secrets.SessionKey(session));
}
