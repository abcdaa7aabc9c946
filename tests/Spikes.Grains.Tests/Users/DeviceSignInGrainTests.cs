using Orleans.Core.Internal;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Users;

public sealed class DeviceSignInGrainTests(SpikesCluster cluster)
{
    private readonly Sessions _sessions = new(cluster);
    private readonly string _deviceCode = Secrets.NewToken();
    private readonly string _salt = DeviceCodes.NewSalt();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IDeviceSignInGrain Grain => cluster.Grains.GetGrain<IDeviceSignInGrain>(DeviceCodes.GrainKey(DeviceCodes.UserCode(_deviceCode)));

    private string Token => DeviceCodes.UserToken(_deviceCode, _salt);

    [Fact]
    public async Task Poll_Approved_DeliversForAMinuteAndThenNeverAgain()
    {
        var user = await StartAndApproveAsync();

        Assert.Equal(_salt, (await PollAsync()).Value().Salt);
        Assert.Equal(user, (await _sessions.UserToken(Token).AuthenticateAsync(Cancellation)).Value());
        cluster.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(_salt, (await PollAsync()).Value().Salt);
        cluster.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ErrorCode.DeviceCodeExpired, (await PollAsync()).Code());
        Assert.Null(await _sessions.AuthenticateAsync(Token));
    }

    [Fact]
    public async Task Poll_DeliveredAtTheLastMoment_IsDeliveredAgain()
    {
        await StartAndApproveAsync();
        cluster.Time.Advance(DeviceCodes.Lifetime - TimeSpan.FromMilliseconds(1));
        (await PollAsync()).Value();
        cluster.Time.Advance(TimeSpan.FromSeconds(30));
        (await PollAsync()).Value();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Poll_After600Seconds_IsExpired(bool approved)
    {
        if (approved) await StartAndApproveAsync();
        else await StartAsync();
        cluster.Time.Advance(DeviceCodes.Lifetime);

        Assert.Equal(ErrorCode.DeviceCodeExpired, (await PollAsync()).Code());
        Assert.Equal(ErrorCode.NotFound, (await Grain.ShowAsync(Cancellation)).Code());
        var user = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;
        Assert.Equal(ErrorCode.NotFound, (await Grain.AnswerAsync(user.Id, approve: true, Cancellation)).Code());
    }

    [Fact]
    public async Task Poll_UnknownOrOtherDevice_IsNotFound()
    {
        Assert.Equal(ErrorCode.NotFound, (await PollAsync()).Code());
        await StartAsync();
        Assert.Equal(ErrorCode.NotFound, (await Grain.PollAsync(Secrets.HashOf("another"), Cancellation)).Code());
        Assert.Equal(ErrorCode.AuthorizationPending, (await PollAsync()).Code());
    }

    [Fact]
    public async Task Start_CodeOfALivingDevice_IsUnavailableUntilItIsOver()
    {
        await StartAsync();
        var other = new StartDeviceSignIn(Secrets.HashOf("other"), "salt", Secrets.HashOf("token"), "192.0.2.2");

        Assert.Equal(ErrorCode.Unavailable, (await Grain.StartAsync(other, Cancellation)).Code());
        await StartAsync();
        Assert.Equal("192.0.2.1", (await Grain.ShowAsync(Cancellation)).Value().ClientAddress);
        cluster.Time.Advance(DeviceCodes.Lifetime);
        (await Grain.StartAsync(other, Cancellation)).Value();
        Assert.Equal("192.0.2.2", (await Grain.ShowAsync(Cancellation)).Value().ClientAddress);
    }

    [Fact]
    public async Task Answer_SecondUser_IsNotFound()
    {
        await StartAndApproveAsync();
        var other = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;

        Assert.Equal(ErrorCode.NotFound, (await Grain.AnswerAsync(other.Id, approve: true, Cancellation)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Grain.AnswerAsync(other.Id, approve: false, Cancellation)).Code());
        (await PollAsync()).Value();
    }

    [Fact]
    public async Task Answer_Denied_IssuesNothing()
    {
        await StartAsync();
        var user = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;

        (await Grain.AnswerAsync(user.Id, approve: false, Cancellation)).Value();

        Assert.Equal(ErrorCode.AccessDenied, (await PollAsync()).Code());
        Assert.Equal(ErrorCode.AuthFailed, await _sessions.AuthenticateAsync(Token));
    }

    [Fact]
    public async Task Answer_RecoveredBeforeTheDeviceCollects_TokenIsRevoked()
    {
        var email = Sessions.NewAddress();
        await StartAndApproveAsync(email);
        await _sessions.SignInAsync(email, SignInPurpose.Recovery);

        (await PollAsync()).Value();

        Assert.Equal(ErrorCode.AuthFailed, await _sessions.AuthenticateAsync(Token));
    }

    [Fact]
    public async Task Answer_CannotBeWritten_LeavesItPending()
    {
        await StartAsync();
        var user = (await _sessions.SignInAsync(Sessions.NewAddress())).Account;
        using (cluster.States.FailWritesOf(DeviceCodes.GrainKey(DeviceCodes.UserCode(_deviceCode))))
        {
            Assert.Equal(ErrorCode.Unavailable, (await Grain.AnswerAsync(user.Id, approve: true, Cancellation)).Code());
        }

        Assert.Equal(ErrorCode.AuthorizationPending, (await PollAsync()).Code());
        (await Grain.AnswerAsync(user.Id, approve: true, Cancellation)).Value();
        Assert.Equal(_salt, (await PollAsync()).Value().Salt);
    }

    [Fact]
    public async Task Answer_CannotBeWrittenAndRepeatedAfterARecovery_GivesATokenThatWorks()
    {
        await StartAsync();
        var email = Sessions.NewAddress();
        var user = (await _sessions.SignInAsync(email)).Account;
        using (cluster.States.FailWritesOf(DeviceCodes.GrainKey(DeviceCodes.UserCode(_deviceCode))))
        {
            Assert.Equal(ErrorCode.Unavailable, (await Grain.AnswerAsync(user.Id, approve: true, Cancellation)).Code());
        }

        await _sessions.SignInAsync(email, SignInPurpose.Recovery);
        Assert.Equal(ErrorCode.AuthFailed, await _sessions.AuthenticateAsync(Token));

        (await Grain.AnswerAsync(user.Id, approve: true, Cancellation)).Value();

        (await PollAsync()).Value();
        Assert.Null(await _sessions.AuthenticateAsync(Token));
    }

    [Fact]
    public async Task Poll_MoreThanSixtyInAMinute_IsPendingUntilTheMinuteIsOver()
    {
        await StartAndApproveAsync();
        for (var poll = 0; poll < 60; poll++)
            Assert.Equal(ErrorCode.NotFound, (await Grain.PollAsync(Secrets.HashOf("another"), Cancellation)).Code());
        for (var poll = 0; poll < 60; poll++) (await PollAsync()).Value();

        Assert.Equal(ErrorCode.AuthorizationPending, (await PollAsync()).Code());
        cluster.Time.Advance(TimeSpan.FromSeconds(60));
        (await PollAsync()).Value();
    }

    [Fact]
    public async Task Grain_LeftMemory_KnowsWhatWasAnswered()
    {
        await StartAndApproveAsync();
        await Grain.Cast<IGrainManagementExtension>().DeactivateOnIdle(Cancellation);
        Assert.Equal(_salt, (await PollAsync()).Value().Salt);
    }

    private async Task StartAsync() => (await Grain.StartAsync(
        new StartDeviceSignIn(Secrets.HashOf(_deviceCode), _salt, Secrets.HashOf(Token), "192.0.2.1"), Cancellation)).Value();

    private async Task<Account> StartAndApproveAsync(string? email = null)
    {
        await StartAsync();
        var user = (await _sessions.SignInAsync(email ?? Sessions.NewAddress())).Account;
        (await Grain.AnswerAsync(user.Id, approve: true, Cancellation)).Value();
        return user;
    }

    private Task<Outcome<DeviceDelivery>> PollAsync() => Grain.PollAsync(Secrets.HashOf(_deviceCode), Cancellation);
}
