using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Deleting a share at once and its rows in steps.</summary>
public abstract class ShareDeleteContract : StorageTests
{
    [Fact]
    public async Task Delete_OwnShare_IsOutOfEveryListAndTellsWhatItWas()
    {
        var share = await Shares.UploadAsync(Alice, "demo", ("index.html", "1"));
        await Spikes.StoreAsync(StoreKey.Share(share.Id));

        var deleted = (await Shares.DeleteAsync(Alice, share.Id.ToUpperInvariant(), Token)).Value();
        Assert.Equal(share with { SpikeCount = 1 }, deleted);
        Assert.Equal(new ShareTotals(0, 0), (await Accounts.CountAsync(Alice, Token)).Value());
        Assert.Empty((await Shares.ListAsync(Alice, null, 10, Token)).Value().Shares);
        Assert.Equal(ErrorCode.NotFound, (await Shares.FindAsync(Alice, share.Id, Token)).Code());
        Assert.Equal([share.Id], (await Shares.PendingPurgesAsync(Token)).Value());
    }

    [Fact]
    public async Task Delete_ForeignUnknownOrTwice_IsNotFound()
    {
        var share = await Shares.UploadAsync(Alice, "demo");

        Assert.Equal(ErrorCode.NotFound, (await Shares.DeleteAsync(Bob, share.Id, Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Shares.DeleteAsync(Alice, "demo", Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Shares.DeleteAsync(Alice, Guid.NewGuid().ToString(), Token)).Code());
        (await Shares.DeleteAsync(Alice, share.Id, Token)).Value();
        Assert.Equal(ErrorCode.NotFound, (await Shares.DeleteAsync(Alice, share.Id, Token)).Code());
        Assert.Equal(0, (await Accounts.CountAsync(Alice, Token)).Value().Shares);
    }

    [Fact]
    public async Task Delete_InParallel_SucceedsOnce()
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        await Shares.UploadAsync(Alice, "other");

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => Shares.DeleteAsync(Alice, share.Id, Token), Token)));
        Assert.Equal(1, outcomes.Count(outcome => outcome.Refusal is null));
        Assert.Equal(1, (await Accounts.CountAsync(Alice, Token)).Value().Shares);
        Assert.Equal(ErrorCode.ShareLimit, (await Shares.PublishAsync(Alice, "x", "u1", [], maxShares: 1)).Code());
    }

    [Fact]
    public async Task Purge_ManyRows_TakesStepsOf1000AndRemovesEverythingOfTheShareOnly()
    {
        Storage.Limits.FreeSpikesPerShare = int.MaxValue;
        var share = await Shares.UploadAsync(Alice, "demo", ("index.html", "same"), ("b.txt", "only here"), ("c.txt", "only here"));
        await Shares.UploadAsync(Bob, "other", ("index.html", "same"));
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => Spikes.StoreAsync(StoreKey.Share(share.Id))));
        var kept = await Spikes.StoreAsync(StoreKey.Unregistered("demo-2"));
        await Shares.DeleteAsync(Alice, share.Id, Token);

        Assert.False((await Shares.PurgeAsync(share.Id, Token)).Value().IsComplete);
        Assert.Equal(1001, await Storage.CountRowsAsync("spikes"));
        Assert.Equal(4, await Storage.CountRowsAsync("share_files"));
        Assert.Equal(2, await Shares.PurgeAllAsync(share.Id));
        Assert.Equal(kept, Assert.Single((await Spikes.PageAsync(Caller.Admin))).Id);
        Assert.Equal(1, await Storage.CountRowsAsync("share_files"));
        Assert.Equal(1, await Storage.CountRowsAsync("contents"));
        Assert.Equal(1, await Storage.CountRowsAsync("content_chunks"));
        Assert.Empty((await Shares.PendingPurgesAsync(Token)).Value());
        Assert.Equal("same", await Shares.ReadTextAsync("other", ""));
    }

    [Fact]
    public async Task Purge_LivingOrUnknownShare_ChangesNothing()
    {
        var share = await Shares.UploadAsync(Alice, "demo", ("index.html", "1"));
        await Spikes.StoreAsync(StoreKey.Share(share.Id));

        Assert.Equal(1, await Shares.PurgeAllAsync(share.Id));
        Assert.Equal(1, await Shares.PurgeAllAsync("unknown"));
        Assert.Equal(1, await Storage.CountRowsAsync("spikes"));
        Assert.Equal("1", await Shares.ReadTextAsync("demo", ""));
    }

    [Fact]
    public async Task Purge_ContentIdOfADeletedFile_IsNeverUsedAgain()
    {
        var share = await Shares.UploadAsync(Alice, "demo", ("index.html", "old"));
        var file = (await Shares.OpenFileAsync("demo", "", Token)).Value();
        await Shares.DeleteAsync(Alice, share.Id, Token);
        await Shares.PurgeAllAsync(share.Id);
        await Shares.UploadAsync(Bob, "other", ("index.html", "new"));

        Assert.Equal(ErrorCode.NotFound, (await Shares.ReadContentAsync(file.ContentId, 0, 10, Token)).Code());
    }
}
