using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Users;

public sealed class UserTokenGrainTests(SpikesCluster cluster)
{
    private readonly Sessions _sessions = new(cluster);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Authenticate_UnknownToken_FailsAndLeavesNothing()
    {
        var token = Secrets.NewToken();

        var outcome = await _sessions.UserToken(token).AuthenticateAsync(Cancellation);

        Assert.Equal(new Refusal(ErrorCode.AuthFailed, "Invalid or revoked bearer token"), outcome.Refusal);
        Assert.False(cluster.States.Holds(Secrets.UserTokenKey(token)));
    }

    [Fact]
    public async Task Authenticate_UnknownTokenManyTimesAtOnce_FailsEveryTime()
    {
        var token = _sessions.UserToken(Secrets.NewToken());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => token.AuthenticateAsync(Cancellation).AsTask()));

        Assert.All(outcomes, outcome => Assert.Equal(ErrorCode.AuthFailed, outcome.Code()));
    }

    [Fact]
    public async Task Authenticate_StateCannotBeRead_IsAnOutageUntilItCan()
    {
        var token = Secrets.NewToken();
        using (cluster.States.FailReadsOf(Secrets.UserTokenKey(token)))
        {
            // The state is read before the grain can answer: Orleans' own exception reaches the caller, never the driver's.
            await Assert.ThrowsAsync<OrleansException>(() => _sessions.AuthenticateAsync(token));
        }

        Assert.Equal(ErrorCode.AuthFailed, await _sessions.AuthenticateAsync(token));
    }

    [Fact]
    public async Task Revoke_ValidToken_FailsFromThenOn()
    {
        var issued = await _sessions.SignInAsync(Sessions.NewAddress());
        var token = _sessions.UserToken(issued.Token);

        (await token.RevokeAsync(Cancellation)).Value();

        Assert.Equal(ErrorCode.AuthFailed, (await token.AuthenticateAsync(Cancellation)).Code());
        Assert.Equal(ErrorCode.AuthFailed, (await token.RevokeAsync(Cancellation)).Code());
        Assert.Equal(ErrorCode.AuthFailed, (await token.RotateAsync(Cancellation)).Code());
    }

    [Fact]
    public async Task Revoke_CannotBeWritten_IsUnavailableAndTheTokenStaysValid()
    {
        var issued = await _sessions.SignInAsync(Sessions.NewAddress());
        using (cluster.States.FailWritesOf(Secrets.UserTokenKey(issued.Token)))
        {
            Assert.Equal(ErrorCode.Unavailable, (await _sessions.UserToken(issued.Token).RevokeAsync(Cancellation)).Code());
        }

        Assert.Null(await _sessions.AuthenticateAsync(issued.Token));
    }

    [Fact]
    public async Task Rotate_ValidToken_ReplacesIt()
    {
        var old = await _sessions.SignInAsync(Sessions.NewAddress());

        var rotated = (await _sessions.UserToken(old.Token).RotateAsync(Cancellation)).Value();

        Assert.Equal(old.Account, rotated.Account);
        Assert.Equal(ErrorCode.AuthFailed, await _sessions.AuthenticateAsync(old.Token));
        Assert.Null(await _sessions.AuthenticateAsync(rotated.Token));
    }

    [Fact]
    public async Task Rotate_20AtOnce_OneSucceeds()
    {
        var token = _sessions.UserToken((await _sessions.SignInAsync(Sessions.NewAddress())).Token);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => token.RotateAsync(Cancellation)));

        Assert.Single(outcomes, outcome => outcome.Code() is null);
        Assert.Equal(19, outcomes.Count(outcome => outcome.Code() == ErrorCode.AuthFailed));
    }

    [Fact]
    public async Task Rotate_RevokeCannotBeWritten_ShowsNoNewToken()
    {
        var issued = await _sessions.SignInAsync(Sessions.NewAddress());
        using (cluster.States.FailWritesOf(Secrets.UserTokenKey(issued.Token)))
        {
            Assert.Equal(ErrorCode.Unavailable, (await _sessions.UserToken(issued.Token).RotateAsync(Cancellation)).Code());
        }

        Assert.Null(await _sessions.AuthenticateAsync(issued.Token));
    }

    [Fact]
    public async Task Rotate_WhileTheUserAuthenticatesElsewhere_DoesNotBlock()
    {
        var email = Sessions.NewAddress();
        var first = await _sessions.SignInAsync(email);
        var second = await _sessions.SignInAsync(email);

        var rotations = new[] { first, second }.Select(issued => _sessions.UserToken(issued.Token).RotateAsync(Cancellation));

        Assert.All(await Task.WhenAll(rotations), outcome => outcome.Value());
    }

    [Fact]
    public async Task Issue_Twice_IsRefused()
    {
        var issued = await _sessions.SignInAsync(Sessions.NewAddress());

        var outcome = await _sessions.UserToken(issued.Token).IssueAsync(AccountId.User(SpikesCluster.Unique()), 0, null, Cancellation);

        Assert.Equal(ErrorCode.AuthFailed, outcome.Code());
        Assert.Null(await _sessions.AuthenticateAsync(issued.Token));
    }

    [Fact]
    public async Task Issue_AgainInALaterGeneration_WorksUnlessItWasRevoked()
    {
        var email = Sessions.NewAddress();
        var (old, revoked) = (await _sessions.SignInAsync(email), await _sessions.SignInAsync(email));
        (await _sessions.UserToken(revoked.Token).RevokeAsync(Cancellation)).Value();
        await _sessions.SignInAsync(email, SignInPurpose.Recovery);
        var user = _sessions.User(old.Account);

        (await user.AcceptTokenAsync(Secrets.HashOf(old.Token), Cancellation)).Value();
        (await user.AcceptTokenAsync(Secrets.HashOf(revoked.Token), Cancellation)).Value();

        Assert.Null(await _sessions.AuthenticateAsync(old.Token));
        Assert.Equal(ErrorCode.AuthFailed, await _sessions.AuthenticateAsync(revoked.Token));
    }

    [Fact]
    public async Task Authenticate_SiloKilledAfterTheAnswer_KeepsTheAnswer()
    {
        var other = new SpikesCluster();
        await using var ended = other;
        await other.InitializeAsync();
        var sessions = new Sessions(other);
        var revoked = await sessions.SignInAsync(Sessions.NewAddress());
        var kept = await sessions.SignInAsync(Sessions.NewAddress());
        (await sessions.UserToken(revoked.Token).RevokeAsync(Cancellation)).Value();

        await other.KillSiloOfAsync(sessions.UserToken(revoked.Token));

        Assert.Equal(ErrorCode.AuthFailed, await sessions.AuthenticateAsync(revoked.Token));
        Assert.Null(await sessions.AuthenticateAsync(kept.Token));
    }
}
