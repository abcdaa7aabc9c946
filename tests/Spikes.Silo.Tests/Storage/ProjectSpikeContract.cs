using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Spikes of registered projects: owner, origins, ids, counts.</summary>
public abstract class ProjectSpikeContract : StorageTests
{
    private const string Listed = "https://a.example";

    [Fact]
    public async Task Submit_ToAProject_BelongsToItsOwnerAndHasNoLimit()
    {
        Storage.Limits.FreeSpikesPerShare = 1;
        var store = await Storage.NewProjectAsync(Alice, "mine");
        for (var i = 0; i < 3; i++) await Spikes.StoreAsync(store);
        await Spikes.StoreAsync(store, Caller.For(Bob));

        Assert.Equal(4, (await Spikes.PageAsync(Caller.For(Alice))).Count);
        Assert.All(await Spikes.PageAsync(Caller.For(Alice), store), row => Assert.True(row.InScope));
        Assert.Single(await Spikes.PageAsync(Caller.For(Bob)));
        Assert.Equal(4, await CountAsync("mine"));
    }

    [Fact]
    public async Task Submit_UnknownProject_IsNotFound()
    {
        var result = await Spikes.SubmitAsync(StoreKey.Project("0198c000-0000-7000-8000-00000000000f"));

        Assert.Equal((ErrorCode.NotFound, false), (result.Outcome.Code(), result.StoreMoved));
    }

    [Fact]
    public async Task Submit_UnderTheKeyAfterItsRegistration_MovedAndStoresNothing()
    {
        await Storage.NewProjectAsync(Alice, "mine");
        var result = await Spikes.SubmitAsync(StoreKey.Unregistered("mine"));

        Assert.True(result.StoreMoved);
        Assert.Equal(ErrorCode.Unavailable, result.Outcome.Code());
        Assert.Equal(0, await Storage.CountRowsAsync("spikes"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(Listed, true)]
    [InlineData("https://b.example", false)]
    [InlineData("https://a.example.evil.test", false)]
    [InlineData("http://a.example", false)]
    [InlineData("https://a.example:8443", false)]
    [InlineData("null", false)]
    [InlineData(SubmitSpike.NoOrigin, false)]
    public async Task Submit_ProjectWithOrigins_TakesListedOnesAndNoneFromEverybody(string? origin, bool isTaken)
    {
        var store = await Storage.NewProjectAsync(Alice, "mine", "https://other.example", Listed);
        Caller[] callers = [Caller.Anonymous, Caller.For(Alice), Caller.For(Bob), Caller.Admin];
        foreach (var caller in callers)
            Assert.Equal(isTaken ? null : ErrorCode.OriginNotAllowed, (await Spikes.SubmitAsync(store, caller, origin: origin)).Outcome.Code());

        Assert.Equal(isTaken ? callers.Length : 0, await CountAsync("mine"));
    }

    [Theory]
    [InlineData("https://b.example")]
    [InlineData("null")]
    [InlineData(SubmitSpike.NoOrigin)]
    public async Task Submit_ProjectWithoutOrigins_TakesEveryOne(string origin)
    {
        await Spikes.StoreAsync(await Storage.NewProjectAsync(Alice, "mine"));
        Assert.Null((await Spikes.SubmitAsync(await Storage.NewProjectAsync(Alice, "other"), origin: origin)).Outcome.Code());
        Assert.Null((await Spikes.SubmitAsync(StoreKey.Unregistered("key"), origin: origin)).Outcome.Code());
    }

    [Fact]
    public async Task Submit_ReplayFromARefusedOrigin_IsRefused()
    {
        var store = await Storage.NewProjectAsync(Alice, "mine", Listed);
        await Spikes.StoreAsync(store, clientId: "client-1");
        await Spikes.StoreAsync(store, Caller.For(Alice), "client-2");

        Assert.Equal(ErrorCode.OriginNotAllowed, (await Spikes.SubmitAsync(store, clientId: "client-1", origin: "null")).Outcome.Code());
        Assert.Equal(ErrorCode.OriginNotAllowed, (await Spikes.SubmitAsync(store, Caller.For(Alice), "client-2", origin: "null")).Outcome.Code());
        Assert.True((await Spikes.SubmitAsync(store, clientId: "client-1", origin: Listed)).Outcome.Value().Replayed);
    }

    [Fact]
    public async Task Submit_OriginsChange_HoldsForTheNextSpike()
    {
        var store = await Storage.NewProjectAsync(Alice, "mine", Listed);
        await Projects.SetOriginsAsync(store.Id, Alice, ["null"], Token);

        Assert.Equal(ErrorCode.OriginNotAllowed, (await Spikes.SubmitAsync(store, origin: Listed)).Outcome.Code());
        Assert.Null((await Spikes.SubmitAsync(store, origin: "null")).Outcome.Code());
        await Projects.SetOriginsAsync(store.Id, Alice, [], Token);
        Assert.Null((await Spikes.SubmitAsync(store, origin: Listed)).Outcome.Code());
    }

    [Fact]
    public async Task Submit_ClientIds_AreThoseOfTheProject()
    {
        var store = await Storage.NewProjectAsync(Alice, "mine");
        var first = await Spikes.StoreAsync(store, clientId: "client-1");

        Assert.Equal(new SubmittedSpike(first, true), (await Spikes.SubmitAsync(store, clientId: "client-1")).Outcome.Value());
        Assert.Equal(new SubmittedSpike(first, true), (await Spikes.SubmitAsync(store, Caller.For(Alice), first)).Outcome.Value());
        Assert.NotEqual(first, (await Spikes.SubmitAsync(store, Caller.For(Bob), first)).Outcome.Value().Id);
        Assert.Equal(2, await CountAsync("mine"));
    }

    [Theory]
    [InlineData("owner", true)]
    [InlineData("admin", true)]
    [InlineData("stranger", false)]
    [InlineData("anonymous", false)]
    public async Task Submit_Resolved_IsKeptFromOwnerAndAdminOnly(string who, bool isKept)
    {
        var store = await Storage.NewProjectAsync(Alice, "mine");
        var caller = who switch
        {
            "owner" => Caller.For(Alice),
            "admin" => Caller.Admin,
            "stranger" => Caller.For(Bob),
            _ => Caller.Anonymous,
        };
        await Spikes.StoreAsync(store, caller, draft: Draft with { Resolved = true });

        Assert.Equal(isKept, Assert.Single(await Spikes.PageAsync(Caller.Admin, store)).Draft.Resolved);
    }

    [Fact]
    public async Task ResolveAndDelete_InAProject_ChangeItsRowsAndLowerItsCount()
    {
        var store = await Storage.NewProjectAsync(Alice, "mine");
        var id = await Spikes.StoreAsync(store);

        Assert.True((await Spikes.ResolveAsync(store, id, true, Token)).Value().Resolved);
        Assert.Equal(ErrorCode.NotFound, (await Spikes.DeleteAsync(StoreKey.Unregistered("mine"), id, Token)).Code());
        (await Spikes.DeleteAsync(store, id, Token)).Value();
        Assert.Equal(ErrorCode.NotFound, (await Spikes.DeleteAsync(store, id, Token)).Code());
        Assert.Equal(0, await CountAsync("mine"));
    }

    [Fact]
    public async Task Submit_ManyStoresAtOnceWithDeletes_CountsExactly()
    {
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo")).Id);
        StoreKey[] stores = [await Storage.NewProjectAsync(Alice, "one"), await Storage.NewProjectAsync(Bob, "two"), share, StoreKey.Unregistered("key")];
        await Task.WhenAll(Enumerable.Range(0, 120).Select(number => Task.Run(
            async () =>
            {
                var store = stores[number % 4];
                var id = await Spikes.StoreAsync(store);
                if (number % 3 == 0) (await Spikes.DeleteAsync(store, id, Token)).Value();
            },
            Token)));

        Assert.Equal((20L, 20L), (await CountAsync("one"), await CountAsync("two", Bob)));
        Assert.Equal(80, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Find_InAStore_ReachesThatStoreOnly()
    {
        var store = await Storage.NewProjectAsync(Alice, "mine");
        var other = await Storage.NewProjectAsync(Alice, "other");
        await Spikes.StoreAsync(store, Caller.For(Alice), "abcd-1");
        await Spikes.StoreAsync(other, Caller.For(Alice), "abcd-2");

        Assert.Equal(["abcd-1"], await FindAsync(store, "abcd"));
        Assert.Equal(["abcd-2"], await FindAsync(other, "abcd-2"));
        Assert.Equal(2, (await FindAsync(null, "abcd")).Length);
        Assert.Empty(await FindAsync(store, "abcd-2"));
        Assert.Empty((await Spikes.FindAsync(Caller.For(Bob), store, "abcd-1", Token)).Value());
    }

    private async Task<string[]> FindAsync(StoreKey? store, string id) =>
        [.. (await Spikes.FindAsync(Caller.For(Alice), store, id, Token)).Value().Select(row => row.Id)];

    private async Task<long> CountAsync(string key, AccountId? owner = null) =>
        (await Projects.FindAsync(owner ?? Alice, key, Token)).Value().SpikeCount;
}
