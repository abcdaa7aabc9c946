using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Client ids (contract section 3.5) and the limit of a free share, also when callers race.</summary>
public abstract class SpikeIdContract : StorageTests
{
    private static readonly StoreKey Key = StoreKey.Unregistered("my-project");
    private static readonly StoreKey Other = StoreKey.Unregistered("other");

    [Fact]
    public async Task Submit_AnonymousClientIdAgain_RepeatsTheFirstAnswer()
    {
        var first = (await Spikes.SubmitAsync(Key, clientId: "client-1")).Outcome.Value();
        var second = (await Spikes.SubmitAsync(Key, clientId: "client-1", draft: Draft with { Page = "Other" })).Outcome.Value();

        Assert.NotEqual("client-1", first.Id);
        Assert.False(first.Replayed);
        Assert.Equal(new SubmittedSpike(first.Id, true), second);
        Assert.Equal("Home", Assert.Single((await Spikes.PageAsync(Caller.Admin, Key))).Draft.Page);
    }

    [Fact]
    public async Task Submit_AnonymousClientIdInAnotherStore_IsANewSpike()
    {
        var first = await Spikes.StoreAsync(Key, clientId: "client-1");
        var second = (await Spikes.SubmitAsync(Other, clientId: "client-1")).Outcome.Value();

        Assert.False(second.Replayed);
        Assert.NotEqual(first, second.Id);
    }

    [Fact]
    public async Task Submit_AnonymousClientIdThatNamesARow_NeverReachesIt()
    {
        var first = await Spikes.StoreAsync(Key, Caller.For(Alice), "client-1");
        var second = (await Spikes.SubmitAsync(Key, clientId: "client-1")).Outcome.Value();

        Assert.Equal("client-1", first);
        Assert.NotEqual("client-1", second.Id);
        Assert.False(second.Replayed);
    }

    [Fact]
    public async Task Submit_AuthenticatedClientIdSeenFromAnonymous_TakesTheId()
    {
        await Spikes.StoreAsync(Key, clientId: "client-1");

        Assert.Equal(
            new SubmittedSpike("client-1", false), (await Spikes.SubmitAsync(Key, Caller.For(Alice), "client-1")).Outcome.Value());
    }

    [Fact]
    public async Task Submit_AuthenticatedIdAgain_IsAReplayInEveryStore()
    {
        await Spikes.StoreAsync(Key, Caller.For(Alice), "client-1");

        foreach (var store in new[] { Key, Other })
        {
            var again = await Spikes.SubmitAsync(store, Caller.For(Alice), "client-1");
            Assert.Equal(new SubmittedSpike("client-1", true), again.Outcome.Value());
        }

        Assert.Equal(1, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_AuthenticatedIdOfASpikeInTheCallersShare_IsAReplay()
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        var id = await Spikes.StoreAsync(StoreKey.Share(share.Id));

        var again = await Spikes.SubmitAsync(StoreKey.Share(share.Id), Caller.For(Alice), id);
        Assert.Equal(new SubmittedSpike(id, true), again.Outcome.Value());
        Assert.Equal(1, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_AuthenticatedIdOfSomeoneElse_GetsAServerId()
    {
        await Spikes.StoreAsync(Key, Caller.For(Alice), "client-1");

        var bobs = (await Spikes.SubmitAsync(Key, Caller.For(Bob), "client-1")).Outcome.Value();
        Assert.False(bobs.Replayed);
        Assert.NotEqual("client-1", bobs.Id);
    }

    [Fact]
    public async Task Submit_AdminSendsAnyExistingId_IsAReplay()
    {
        await Spikes.StoreAsync(Key, Caller.For(Alice), "client-1");
        var anonymous = await Spikes.StoreAsync(Other);

        Assert.True((await Spikes.SubmitAsync(Key, Caller.Admin, "client-1")).Outcome.Value().Replayed);
        Assert.True((await Spikes.SubmitAsync(Key, Caller.Admin, anonymous)).Outcome.Value().Replayed);
    }

    [Fact]
    public async Task Submit_IdOfASpikeInADeletedShare_GetsAServerId()
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        await Spikes.StoreAsync(StoreKey.Share(share.Id), Caller.For(Alice), "client-1");
        await Shares.DeleteAsync(Alice, share.Id, Token);

        var again = (await Spikes.SubmitAsync(Key, Caller.For(Alice), "client-1")).Outcome.Value();
        Assert.False(again.Replayed);
        Assert.NotEqual("client-1", again.Id);
    }

    [Fact]
    public async Task Submit_AfterDelete_TheClientIdIsForgotten()
    {
        var first = await Spikes.StoreAsync(Key, clientId: "client-1");
        await Spikes.DeleteAsync(Key, first, Token);

        Assert.False((await Spikes.SubmitAsync(Key, clientId: "client-1")).Outcome.Value().Replayed);
    }

    [Fact]
    public async Task Submit_SameClientIdInParallel_StoresOneSpike()
    {
        var anonymous = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Spikes.SubmitAsync(Key, clientId: "client-1")));
        var mine = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Spikes.SubmitAsync(Key, Caller.For(Alice), "client-2")));

        Assert.Single(anonymous.Select(result => result.Outcome.Value().Id).Distinct());
        Assert.Equal(1, anonymous.Count(result => !result.Outcome.Value().Replayed));
        Assert.All(mine, result => Assert.Equal("client-2", result.Outcome.Value().Id));
        Assert.Equal(1, mine.Count(result => !result.Outcome.Value().Replayed));
        Assert.Equal(2, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_SameCommandAgainToAShareThatIsFullByIt_IsAnsweredAsFirstStored()
    {
        Storage.Limits.FreeSpikesPerShare = 1;
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo")).Id);
        var command = new SubmitSpike(Caller.Anonymous, null, Draft, Guid.NewGuid().ToString());
        for (var i = 0; i < 3; i++)
            Assert.Equal(new SubmittedSpike(command.NewId, false), (await Spikes.SubmitAsync(share, command, Token)).Outcome.Value());

        Assert.Equal(ErrorCode.SpikeLimit, (await Spikes.SubmitAsync(share)).Outcome.Code());
    }

    [Fact]
    public async Task Submit_FreeShareFull_ReturnsSpikeLimit()
    {
        Storage.Limits.FreeSpikesPerShare = 1;
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo")).Id);
        await Spikes.StoreAsync(share);

        Assert.Equal(ErrorCode.SpikeLimit, (await Spikes.SubmitAsync(share)).Outcome.Code());
        Assert.Equal(1, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_ReplayToAFullShare_IsAReplay()
    {
        Storage.Limits.FreeSpikesPerShare = 1;
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo")).Id);
        var id = await Spikes.StoreAsync(share, clientId: "client-1");

        Assert.Equal(new SubmittedSpike(id, true), (await Spikes.SubmitAsync(share, clientId: "client-1")).Outcome.Value());
    }

    [Theory]
    [InlineData(Tier.Pro)]
    [InlineData(Tier.Agent)]
    [InlineData(Tier.Grace)]
    public async Task Submit_PaidOwner_HasNoLimitUntilDowngraded(Tier tier)
    {
        Storage.Limits.FreeSpikesPerShare = 1;
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo")).Id);
        await Storage.SetTierAsync(Alice, tier);
        await Spikes.StoreAsync(share);
        await Spikes.StoreAsync(share);
        await Storage.SetTierAsync(Alice, Tier.Free);

        Assert.Equal(ErrorCode.SpikeLimit, (await Spikes.SubmitAsync(share)).Outcome.Code());
    }

    [Fact]
    public async Task Submit_UnregisteredKey_HasNoLimit()
    {
        Storage.Limits.FreeSpikesPerShare = 0;

        await Spikes.StoreAsync(Key);
    }

    [Fact]
    public async Task Submit_ParallelAtTheLimit_StoresExactlyTheLimit()
    {
        Storage.Limits.FreeSpikesPerShare = 60;
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo")).Id);

        var results = await Task.WhenAll(Enumerable.Range(0, 61).Select(_ => Task.Run(() => Spikes.SubmitAsync(share), Token)));

        Assert.Equal(60, results.Count(result => result.Outcome.Refusal is null));
        Assert.Equal(1, results.Count(result => result.Outcome.Code() == ErrorCode.SpikeLimit));
        Assert.Equal(60, await Storage.CountRowsAsync("spikes"));
        Assert.Equal(60, (await Shares.FindAsync(Alice, "demo", Token)).Value().SpikeCount);
    }

    [Fact]
    public async Task Submit_AfterDelete_ThereIsRoomAgain()
    {
        Storage.Limits.FreeSpikesPerShare = 1;
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo")).Id);
        var id = await Spikes.StoreAsync(share);
        (await Spikes.DeleteAsync(share, id, Token)).Value();

        await Spikes.StoreAsync(share);
        Assert.Equal(ErrorCode.SpikeLimit, (await Spikes.SubmitAsync(share)).Outcome.Code());
    }
}
