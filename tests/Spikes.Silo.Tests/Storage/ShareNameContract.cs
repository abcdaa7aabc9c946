using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Names, slugs and the limit of shares, also when callers race.</summary>
public abstract class ShareNameContract : StorageTests
{
    [Fact]
    public async Task Resolve_IdInAnyCaseOrSlug_IsTheShare()
    {
        var share = await Shares.UploadAsync(Alice, "demo");

        var expected = new ResolvedName(StoreKey.Share(share.Id), false);
        Assert.Equal(expected, (await Shares.ResolveAsync(share.Id, Token)).Value());
        Assert.Equal(expected, (await Shares.ResolveAsync(share.Id.ToUpperInvariant(), Token)).Value());
        Assert.Equal(expected, (await Shares.ResolveAsync("demo", Token)).Value());
    }

    [Theory]
    [InlineData("Demo")]
    [InlineData("demo ")]
    [InlineData("")]
    [InlineData("' OR 1=1 --")]
    [InlineData("0198C000-0000-7000-8000-00000000000F")]
    [InlineData("share/demo")]
    public async Task Resolve_AnythingElse_IsTheUnregisteredStoreOfExactlyThatKey(string name)
    {
        await Shares.UploadAsync(Alice, "demo");

        Assert.Equal(new ResolvedName(StoreKey.Unregistered(name), false), (await Shares.ResolveAsync(name, Token)).Value());
    }

    [Theory]
    [InlineData("{{{0}}}")]
    [InlineData("({0})")]
    [InlineData(" {0}")]
    [InlineData("{0}\n")]
    public async Task Resolve_IdInAnotherForm_IsNotTheShare(string form)
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        var name = string.Format(null, form, share.Id);

        Assert.Equal(StoreKind.Unregistered, (await Shares.ResolveAsync(name, Token)).Value().Store.Kind);
        Assert.Equal(StoreKind.Unregistered, (await Shares.ResolveAsync(share.Id.Replace("-", "", StringComparison.Ordinal), Token)).Value().Store.Kind);
    }

    [Fact]
    public async Task Resolve_DeletedShare_IsDeletedByIdAndUnknownBySlug()
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        await Shares.DeleteAsync(Alice, share.Id, Token);
        await Shares.PurgeAllAsync(share.Id);

        Assert.Equal(new ResolvedName(StoreKey.Share(share.Id), true), (await Shares.ResolveAsync(share.Id, Token)).Value());
        Assert.Equal(new ResolvedName(StoreKey.Unregistered("demo"), false), (await Shares.ResolveAsync("demo", Token)).Value());
    }

    [Fact]
    public async Task Publish_FreeSlug_IsUnchangedAndTheIdIsAVersion7OfTheTime()
    {
        var share = await Shares.UploadAsync(Alice, "demo");

        Assert.Equal("demo", share.Slug);
        Assert.Equal(Storage.Time.GetUtcNow(), share.CreatedAt);
        Assert.Equal(7, Guid.Parse(share.Id).Version);
        Assert.StartsWith(Guid.CreateVersion7(share.CreatedAt).ToString()[..13], share.Id, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("default")]
    [InlineData("local")]
    [InlineData("localhost")]
    [InlineData("0198c000-0000-7000-8000-00000000000f")]
    public async Task Publish_SlugTakenOrReserved_GetsASuffix(string slug)
    {
        await Shares.UploadAsync(Alice, "demo");

        Assert.Matches("^" + slug + "-[a-z0-9]{5}$", (await Shares.UploadAsync(Bob, slug)).Slug);
    }

    [Fact]
    public async Task Publish_AlwaysSuffix_GetsASuffixAndKeepsTheWholeWish()
    {
        var wish = new string('a', 63);
        var command = new CreateShare(Alice, wish, AlwaysSuffix: true, "Title");
        var share = (await Shares.PublishAsync(command, "upload", [], null, Token)).Value();

        Assert.Matches("^" + wish + "-[a-z0-9]{5}$", share.Slug);
    }

    [Fact]
    public async Task Publish_SameSlugInParallel_GivesOneTheSlugAndOthersASuffix()
    {
        var shares = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Shares.UploadAsync(Alice, "demo"), Token)));

        Assert.Equal(20, shares.Select(share => share.Slug).Distinct().Count());
        Assert.Equal(1, shares.Count(share => share.Slug == "demo"));
    }

    [Fact]
    public async Task Publish_SlugOfAnUnregisteredStore_StartsEmpty()
    {
        await Spikes.StoreAsync(StoreKey.Unregistered("demo"));
        var share = await Shares.UploadAsync(Alice, "demo");

        Assert.Equal(0, share.SpikeCount);
        Assert.Empty((await Spikes.PageAsync(Caller.Admin, (await Shares.ResolveAsync("demo", Token)).Value().Store)));
    }

    [Fact]
    public async Task Publish_ParallelAtTheLimit_MakesExactlyTheLimit()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(
            async () =>
            {
                var upload = "upload-" + number;
                var files = await Shares.StageAsync(upload, ("index.html", "page " + number));
                return await Shares.PublishAsync(Alice, "demo", upload, files, maxShares: 5);
            },
            Token)));

        Assert.Equal(5, outcomes.Count(outcome => outcome.Refusal is null));
        Assert.Equal(45, outcomes.Count(outcome => outcome.Code() == ErrorCode.ShareLimit));
        Assert.Equal(new ShareTotals(5, 0), (await Accounts.CountAsync(Alice, Token)).Value());
        Assert.Equal(5, await Storage.CountRowsAsync("contents"));
        Assert.Equal(5, await Storage.CountRowsAsync("content_chunks"));
    }

    [Fact]
    public async Task Publish_LimitOfAnotherAccountOrPlan_DoesNotCount()
    {
        await Shares.UploadAsync(Alice, "one");
        (await Shares.PublishAsync(Bob, "two", "u2", [], maxShares: 1)).Value();
        Assert.Equal(ErrorCode.ShareLimit, (await Shares.PublishAsync(Bob, "three", "u3", [], maxShares: 1)).Code());
        await Storage.SetTierAsync(Bob, Tier.Pro);

        (await Shares.PublishAsync(Bob, "three", "u3", [], maxShares: 1)).Value();
        Assert.Equal(2, (await Accounts.CountAsync(Bob, Token)).Value().Shares);
    }

    [Fact]
    public async Task Publish_AfterDelete_HasRoomAndTheSlugAgain()
    {
        var share = (await Shares.PublishAsync(Alice, "demo", "u1", [], maxShares: 1)).Value();
        (await Shares.DeleteAsync(Alice, share.Id, Token)).Value();

        var next = (await Shares.PublishAsync(Alice, "demo", "u2", [], maxShares: 1)).Value();
        Assert.Equal("demo", next.Slug);
        Assert.NotEqual(share.Id, next.Id);
    }

    [Fact]
    public async Task List_Pages_AreNewestFirstAndWhole()
    {
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            Storage.Time.Advance(TimeSpan.FromMilliseconds(i % 2));
            ids.Add((await Shares.UploadAsync(Alice, "demo")).Id);
        }

        await Shares.UploadAsync(Bob, "bobs");
        var listed = new List<ShareSummary>();
        string? after = null;
        do
        {
            var page = (await Shares.ListAsync(Alice, after, 3, Token)).Value();
            Assert.True(page.Shares.Count <= 3);
            listed.AddRange(page.Shares);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal), listed.Select(share => share.Id));
        Assert.Equal(listed.Select(share => share.CreatedAt).OrderDescending(), listed.Select(share => share.CreatedAt));
        Assert.Null((await Shares.ListAsync(Alice, null, 7, Token)).Value().Next);
    }

    [Fact]
    public async Task Find_ForeignOrUnknown_IsNotFound()
    {
        var share = await Shares.UploadAsync(Alice, "demo");

        Assert.Equal(share, (await Shares.FindAsync(Alice, share.Id.ToUpperInvariant(), Token)).Value());
        Assert.Equal(share, (await Shares.FindAsync(Alice, "demo", Token)).Value());
        Assert.Equal(ErrorCode.NotFound, (await Shares.FindAsync(Bob, "demo", Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Shares.FindAsync(Bob, share.Id, Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Shares.FindAsync(Alice, "Demo", Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Shares.FindAsync(Alice, "", Token)).Code());
    }

    [Fact]
    public async Task Count_Account_SumsItsShares()
    {
        var first = await Shares.UploadAsync(Alice, "one");
        var second = await Shares.UploadAsync(Alice, "two");
        await Spikes.StoreAsync(StoreKey.Share(first.Id));
        await Spikes.StoreAsync(StoreKey.Share(second.Id));
        await Spikes.StoreAsync(StoreKey.Share(second.Id));

        Assert.Equal(new ShareTotals(2, 3), (await Accounts.CountAsync(Alice, Token)).Value());
        Assert.Equal(new ShareTotals(0, 0), (await Accounts.CountAsync(Bob, Token)).Value());
    }
}
