using Orleans.Core.Internal;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Users;

public sealed class SignInGrainTests(SpikesCluster cluster)
{
    private readonly Sessions _sessions = new(cluster);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SignInPurpose.Login)]
    [InlineData(SignInPurpose.Recovery)]
    public async Task RequestLink_AnyAddress_QueuesOneMail(SignInPurpose purpose)
    {
        var email = Sessions.NewAddress();

        (await _sessions.SignIn(email).RequestLinkAsync(new RequestLink(email, purpose, "192.0.2.1"), Cancellation)).Value();

        var mail = cluster.Mails.Mails.Single(mail => mail.Email == email);
        Assert.Equal(new QueuedMail(email, purpose, "192.0.2.1", cluster.Time.GetUtcNow()), mail);
    }

    [Fact]
    public async Task FindUser_NobodySignedIn_IsNotFoundAndLeavesNothing()
    {
        var email = Sessions.NewAddress();

        Assert.Equal(ErrorCode.NotFound, (await _sessions.SignIn(email).FindUserAsync(email, Cancellation)).Code());
        Assert.False(cluster.States.Holds(Secrets.SignInKey(email)));
    }

    [Fact]
    public async Task GetOrCreateUser_ManyAtOnce_MakesOneUser()
    {
        var email = Sessions.NewAddress();
        var signIn = _sessions.SignIn(email);

        var accounts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => signIn.GetOrCreateUserAsync(email, Cancellation)));

        Assert.Single(accounts.Select(account => account.Value()).Distinct());
    }

    [Fact]
    public async Task GetOrCreateUser_CannotBeWritten_ForgetsTheUser()
    {
        var email = Sessions.NewAddress();
        using (cluster.States.FailWritesOf(Secrets.SignInKey(email)))
        {
            Assert.Equal(ErrorCode.Unavailable, (await _sessions.SignIn(email).GetOrCreateUserAsync(email, Cancellation)).Code());
        }

        Assert.Equal(ErrorCode.NotFound, (await _sessions.SignIn(email).FindUserAsync(email, Cancellation)).Code());
    }

    [Fact]
    public async Task GetOrCreateUser_StoppedBetweenTheTwoWrites_IsRepairedByTheNextCall()
    {
        var email = Sessions.NewAddress();
        var account = (await _sessions.SignIn(email).GetOrCreateUserAsync(email, Cancellation)).Value();
        cluster.States.Forget("user", account.Id.Value);
        await _sessions.User(account).Cast<IGrainManagementExtension>().DeactivateOnIdle(Cancellation);

        Assert.Equal(account, (await _sessions.SignIn(email).GetOrCreateUserAsync(email, Cancellation)).Value());
        Assert.True(cluster.States.Holds(account.Id.Value));
    }
}
