using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Scope, filters and lookup of spikes.</summary>
public abstract class SpikeReadContract : StorageTests
{
    private static readonly StoreKey Key = StoreKey.Unregistered("my-project");

    [Fact]
    public async Task ReadPage_WithoutStore_ReachesOwnedAndSubmittedRowsOnceInOrder()
    {
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo")).Id);
        var expected = new List<string>();
        foreach (var (store, caller, isAlices) in new[]
        {
            (share, Caller.Anonymous, true),
            (Key, Caller.For(Alice), true),
            (Key, Caller.For(Bob), false),
            (share, Caller.For(Alice), true),
            (share, Caller.For(Bob), true),
            (Key, Caller.Anonymous, false),
        })
        {
            Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
            var id = await Spikes.StoreAsync(store, caller);
            if (isAlices) expected.Insert(0, id);
        }

        var rows = (await Spikes.PageAsync(Caller.For(Alice)));
        Assert.Equal(expected, rows.Select(row => row.Id));
        Assert.All(rows, row => Assert.True(row.InScope));
        Assert.Equal(2, (await Spikes.PageAsync(Caller.For(Bob))).Count);
        Assert.Equal(6, (await Spikes.PageAsync(Caller.Admin)).Count);
        Assert.Empty((await Spikes.PageAsync(Caller.Anonymous)));
    }

    [Fact]
    public async Task ReadPage_WithStore_TellsRowByRowWhetherItIsInScope()
    {
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo")).Id);
        var bobs = await Spikes.StoreAsync(share, Caller.For(Bob));
        var anonymous = await Spikes.StoreAsync(share);

        Assert.Equal([bobs], (await Spikes.PageAsync(Caller.For(Bob), share)).Where(row => row.InScope).Select(row => row.Id));
        Assert.Equal(2, (await Spikes.PageAsync(Caller.For(Alice), share)).Count(row => row.InScope));
        Assert.Equal(2, (await Spikes.PageAsync(Caller.Admin, share)).Count(row => row.InScope));
        Assert.Equal(2, (await Spikes.PageAsync(Caller.Anonymous, share)).Count(row => !row.InScope));
        Assert.Equal(2, (await Spikes.PageAsync(Caller.Anonymous, share, isExport: true)).Count(row => row.InScope));
        Assert.Contains(anonymous, (await Spikes.PageAsync(Caller.For(Bob), share)).Select(row => row.Id));
    }

    [Fact]
    public async Task ReadPage_UnknownStore_IsEmpty() =>
        Assert.Empty((await Spikes.PageAsync(Caller.Admin, StoreKey.Unregistered("' OR 1=1 --"))));

    [Fact]
    public async Task ReadPage_KeysThatDifferInCase_AreDifferentStores()
    {
        await Spikes.StoreAsync(Key);

        Assert.Empty((await Spikes.PageAsync(Caller.Admin, StoreKey.Unregistered("My-Project"))));
    }

    [Fact]
    public async Task ReadPage_MoreRowsThanAsked_GivesOneMore()
    {
        for (var i = 0; i < 5; i++) await Spikes.StoreAsync(Key);

        Assert.Equal(4, (await Spikes.PageAsync(Caller.Admin, Key, maxRows: 3)).Count);
        Assert.Equal(5, (await Spikes.PageAsync(Caller.Admin, Key, maxRows: 5)).Count);
    }

    [Fact]
    public async Task ReadPage_TakeAnswersFalse_EndsTheReading()
    {
        for (var i = 0; i < 5; i++) await Spikes.StoreAsync(Key);

        var taken = 0;
        (await Spikes.ReadPageAsync(new SpikeQuery(Caller.Admin, Key, SpikeFilter.None, null, 5, 1), _ => ++taken < 2, Token)).Value();
        Assert.Equal(2, taken);
    }

    [Fact]
    public async Task ReadPage_Filters_CombineWithAnd()
    {
        var reviewer = new Reviewer("r1", "Ann", null);
        var wanted = await Spikes.StoreAsync(Key, draft: Draft with { Page = "A", Reviewer = reviewer, Rating = "love" });
        await Spikes.StoreAsync(Key, draft: Draft with { Page = "a", Reviewer = reviewer, Rating = "love" });
        await Spikes.StoreAsync(Key, draft: Draft with { Page = "A", Rating = "love" });
        await Spikes.StoreAsync(Key, draft: Draft with { Page = "A", Reviewer = reviewer });
        var resolved = await Spikes.StoreAsync(
            Key, Caller.Admin, draft: Draft with { Page = "A", Reviewer = reviewer, Rating = "love", Resolved = true });

        var filter = new SpikeFilter("A", "r1", "love", false);
        Assert.Equal([wanted], (await Spikes.PageAsync(Caller.Admin, Key, filter)).Select(row => row.Id));
        Assert.Equal([resolved], (await Spikes.PageAsync(Caller.Admin, Key, filter with { Resolved = true })).Select(row => row.Id));
        Assert.Equal(2, (await Spikes.PageAsync(Caller.Admin, null, filter with { Resolved = null })).Count);
        Assert.Equal(4, (await Spikes.PageAsync(Caller.Admin, Key, new SpikeFilter(Page: "A"))).Count);
    }

    [Fact]
    public async Task ReadPage_DeletedShare_IsReadByTheExportOnly()
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        var store = StoreKey.Share(share.Id);
        var id = await Spikes.StoreAsync(store, Caller.For(Bob));
        await Shares.DeleteAsync(Alice, share.Id, Token);

        Assert.Empty((await Spikes.PageAsync(Caller.Admin)));
        Assert.Empty((await Spikes.PageAsync(Caller.Admin, store)));
        Assert.Empty((await Spikes.PageAsync(Caller.For(Bob))));
        Assert.Empty((await Spikes.FindAsync(Caller.Admin, null, id, Token)).Value());
        Assert.Empty((await Spikes.FindAsync(Caller.Admin, null, id[..8], Token)).Value());
        Assert.Equal(id, Assert.Single((await Spikes.PageAsync(Caller.Anonymous, store, isExport: true))).Id);
    }

    [Theory]
    [InlineData("abcd", "abcd")]
    [InlineData("abcde", "abcde")]
    [InlineData("abcdef", "abcdef1,abcdef2")]
    [InlineData("abcdef1", "abcdef1")]
    [InlineData("zzzz", "zzzz9")]
    [InlineData("ABCD", "")]
    [InlineData("abc", "")]
    [InlineData("abc%", "")]
    [InlineData("abcd%", "")]
    [InlineData("", "")]
    [InlineData("zzzz\0", "")]
    [InlineData("zzzz\uD800", "")]
    public async Task Find_ExactIdOrPrefix_GivesTheFirstTwo(string idOrPrefix, string expected)
    {
        foreach (var id in new[] { "abcd", "abcde", "abcdef1", "abcdef2", "abcdef3", "zzzz9" })
            await Spikes.StoreAsync(Key, Caller.For(Alice), id);

        var found = (await Spikes.FindAsync(Caller.For(Alice), null, idOrPrefix, Token)).Value();
        Assert.Equal(expected, string.Join(',', found.Select(row => row.Id)));
        Assert.All(found, row => Assert.True(row.InScope));
    }

    [Fact]
    public async Task Find_ShortExactId_IsFound()
    {
        await Spikes.StoreAsync(Key, Caller.For(Alice), "a-1");

        Assert.Single((await Spikes.FindAsync(Caller.For(Alice), null, "a-1", Token)).Value());
    }

    [Fact]
    public async Task Find_HugeText_FindsNothing() => Assert.Empty((await Spikes.FindAsync(Caller.Admin, null, new string('a', 1_000_000), Token)).Value());

    [Fact]
    public async Task Find_OtherScope_FindsNothing()
    {
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo")).Id);
        await Spikes.StoreAsync(Key, Caller.For(Bob), "abcd1");
        var anonymous = await Spikes.StoreAsync(Key);
        var inShare = await Spikes.StoreAsync(share);

        Assert.Empty((await Spikes.FindAsync(Caller.For(Alice), null, "abcd1", Token)).Value());
        Assert.Empty((await Spikes.FindAsync(Caller.For(Alice), null, "abcd", Token)).Value());
        Assert.Empty((await Spikes.FindAsync(Caller.Anonymous, null, anonymous, Token)).Value());
        Assert.Single((await Spikes.FindAsync(Caller.For(Alice), null, inShare, Token)).Value());
        Assert.Single((await Spikes.FindAsync(Caller.Admin, null, anonymous[..8], Token)).Value());
    }

    [Fact]
    public async Task Resolve_Again_KeepsTheFirstTimeAndReopeningClearsIt()
    {
        var id = await Spikes.StoreAsync(Key);
        var first = (await Spikes.ResolveAsync(Key, id, true, Token)).Value();
        Storage.Time.Advance(TimeSpan.FromMinutes(1));
        var again = (await Spikes.ResolveAsync(Key, id, true, Token)).Value();
        var reopened = (await Spikes.ResolveAsync(Key, id, false, Token)).Value();

        Assert.Equal(new ResolvedSpike(id, true, "2026-01-15T10:30:00.250Z"), first);
        Assert.Equal(first, again);
        Assert.Equal(new ResolvedSpike(id, false, null), reopened);
        Assert.False(Assert.Single((await Spikes.PageAsync(Caller.Admin, Key))).Draft.Resolved);
    }

    [Fact]
    public async Task ResolveAndDelete_OtherStoreOrDeletedShare_AreNotFound()
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        var store = StoreKey.Share(share.Id);
        var id = await Spikes.StoreAsync(store);

        Assert.Equal(ErrorCode.NotFound, (await Spikes.ResolveAsync(Key, id, true, Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Spikes.DeleteAsync(Key, id, Token)).Code());
        await Shares.DeleteAsync(Alice, share.Id, Token);
        Assert.Equal(ErrorCode.NotFound, (await Spikes.ResolveAsync(store, id, true, Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Spikes.DeleteAsync(store, id, Token)).Code());
        Assert.Single((await Spikes.PageAsync(Caller.Admin, store, isExport: true)), row => !row.Draft.Resolved);
    }

    [Fact]
    public async Task Delete_Twice_LowersTheCountOnce()
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        var ids = new[] { await Spikes.StoreAsync(StoreKey.Share(share.Id)), await Spikes.StoreAsync(StoreKey.Share(share.Id)) };

        (await Spikes.DeleteAsync(StoreKey.Share(share.Id), ids[0], Token)).Value();
        Assert.Equal(ErrorCode.NotFound, (await Spikes.DeleteAsync(StoreKey.Share(share.Id), ids[0], Token)).Code());
        Assert.Equal(1, (await Shares.FindAsync(Alice, share.Id, Token)).Value().SpikeCount);
        Assert.Equal(ids[1], Assert.Single((await Spikes.PageAsync(Caller.Admin))).Id);
    }
}
