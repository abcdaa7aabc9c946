using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Tests.Cluster;
using Spikes.Grains.Users;

namespace Spikes.Grains.Tests.Users;

public sealed class EmailPollTests(SpikesCluster cluster)
{
    private const string Client = "192.0.2.1";

    private readonly Sessions _sessions = new(cluster);
    private readonly string _email = Sessions.NewAddress();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Collect_ConfirmedLink_GivesOneToken()
    {
        await ConfirmAsync();

        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync("192.0.2.2")).Code());
        var issued = (await CollectAsync()).Value();
        Assert.Equal(_email, issued.Account.Email);
        Assert.Null(await _sessions.AuthenticateAsync(issued.Token));
        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync()).Code());
    }

    [Fact]
    public async Task Collect_NothingConfirmed_IsPendingAndLeavesNothing()
    {
        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync()).Code());
        Assert.False(cluster.States.Holds(Secrets.SignInKey(_email)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Collect_KnownAndUnknownAddress_LeaveMemoryAlike(bool isKnown)
    {
        if (isKnown) await _sessions.SignInAsync(_email);
        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync()).Code());

        // Only an activation that begins anew reads its state.
        using var failing = cluster.States.FailReadsOf(Secrets.SignInKey(_email));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await AnswersAsync())
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline.Token);
        }
    }

    [Fact]
    public async Task Collect_FiveMinutesAfterThePress_StillGivesAndLaterNot()
    {
        await ConfirmAsync();
        await ConfirmAsync(SignInPurpose.Login, requestedBefore: TimeSpan.FromMinutes(1));
        cluster.Time.Advance(TimeSpan.FromMinutes(5));
        (await CollectAsync()).Value();
        cluster.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync()).Code());
    }

    [Fact]
    public async Task Collect_RequestOlderThan15Minutes_IsPending()
    {
        await ConfirmAsync(SignInPurpose.Login, requestedBefore: TimeSpan.FromMinutes(12));
        cluster.Time.Advance(TimeSpan.FromMinutes(3) + TimeSpan.FromMilliseconds(1));
        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync()).Code());
    }

    [Theory]
    [InlineData(SignInPurpose.Device)]
    [InlineData(SignInPurpose.Dashboard)]
    public async Task Collect_LinkOfAPage_IsPending(SignInPurpose purpose)
    {
        await ConfirmAsync(purpose);
        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync()).Code());
    }

    [Fact]
    public async Task Collect_LinkRedeemedWithoutTheButton_IsPending()
    {
        await _sessions.SignInAsync(_email);
        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync()).Code());
    }

    [Fact]
    public async Task Collect_RecoveredMeanwhile_IsPending()
    {
        await ConfirmAsync();
        await _sessions.SignInAsync(_email, SignInPurpose.Recovery);
        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync()).Code());
    }

    [Fact]
    public async Task Collect_TwoRequests_GiveATokenEach()
    {
        await ConfirmAsync();
        await ConfirmAsync(SignInPurpose.Login, requestedBefore: TimeSpan.FromSeconds(1));
        Assert.NotEqual((await CollectAsync()).Value().Token, (await CollectAsync()).Value().Token);
        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync()).Code());
    }

    [Fact]
    public async Task Collect_SecondMailOfTheSameRequest_GivesNoSecondToken()
    {
        var requestedAt = cluster.Time.GetUtcNow();
        await ConfirmAsync(SignInPurpose.Login, requestedAt);
        (await CollectAsync()).Value();
        await ConfirmAsync(SignInPurpose.Login, requestedAt);
        Assert.Equal(ErrorCode.AuthorizationPending, (await CollectAsync()).Code());
    }

    [Fact]
    public async Task Collect_DeliveryCannotBeWritten_GivesNothingYet()
    {
        await ConfirmAsync();
        using (cluster.States.FailWritesOf(Secrets.SignInKey(_email)))
        {
            Assert.Equal(ErrorCode.Unavailable, (await CollectAsync()).Code());
        }

        (await CollectAsync()).Value();
    }

    [Fact]
    public async Task Collect_ManyAtOnce_GiveOneToken()
    {
        await ConfirmAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CollectAsync()));
        Assert.Single(outcomes, outcome => outcome.Code() is null);
    }

    [Fact]
    public async Task Confirm_ManyLinks_RemembersTheNewest()
    {
        for (var link = 0; link < ConfirmedAttempts.MaxCount + 5; link++)
            await ConfirmAsync(SignInPurpose.Login, cluster.Time.GetUtcNow() - TimeSpan.FromSeconds(link));
        var given = 0;
        while ((await CollectAsync()).Code() is null) given++;
        Assert.Equal(ConfirmedAttempts.MaxCount, given);
    }

    private Task<Outcome<IssuedToken>> CollectAsync(string client = Client) =>
        _sessions.SignIn(_email).CollectTokenAsync(_email, client, Cancellation);

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await _sessions.SignIn(_email).FindUserAsync(_email, Cancellation);
            return true;
        }
        catch (OrleansException)
        {
            return false;
        }
    }

    private Task ConfirmAsync(SignInPurpose purpose = SignInPurpose.Login, TimeSpan requestedBefore = default) =>
        ConfirmAsync(purpose, cluster.Time.GetUtcNow() - requestedBefore);

    private async Task ConfirmAsync(SignInPurpose purpose, DateTimeOffset requestedAt)
    {
        var token = Secrets.NewToken();
        (await _sessions.LoginToken(token).MintAsync(new MintLoginToken(_email, purpose, Client, requestedAt), Cancellation)).Value();
        (await _sessions.LoginToken(token).ConfirmAsync(Cancellation)).Value();
    }
}
