using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Registering a key takes over the spikes stored under it, without the addresses of those who wrote them.</summary>
public abstract class TakeOverContract : StorageTests
{
    private static readonly StoreKey Key = StoreKey.Unregistered("mine");

    private static readonly SpikeDraft Signed =
        Draft with { Reviewer = new Reviewer("r1", "Ann", "ann@example.com"), UserAgent = "curl/8", Timestamp = "2026-01-01T00:00:00Z" };

    [Fact]
    public async Task Register_KeyWithSpikes_MovesTheseAndNoOthers()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, await Spikes.StoreAsync(Key, i == 1 ? Caller.For(Bob) : null));
            Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await Spikes.StoreAsync(StoreKey.Unregistered("Mine"));
        await Spikes.StoreAsync(StoreKey.Unregistered("mine/2"));
        var store = await Storage.NewProjectAsync(Alice, "mine");

        Assert.Equal(ids, (await Spikes.PageAsync(Caller.Anonymous, store)).Select(row => row.Id));
        Assert.Equal(ids, (await Spikes.PageAsync(Caller.For(Alice))).Select(row => row.Id));
        Assert.Empty(await Spikes.PageAsync(Caller.Admin, Key));
        var found = (await Projects.FindAsync(Alice, "mine", Token)).Value();
        Assert.Equal((3L, Storage.Time.GetUtcNow().AddMilliseconds(-1)), (found.SpikeCount, found.LastActivity!.Value));
    }

    [Fact]
    public async Task Register_KeyWithSpikes_HidesAddressAndUserAgentFromTheOwnerAlone()
    {
        var bobs = await Spikes.StoreAsync(Key, Caller.For(Bob), draft: Signed);
        var anonymous = await Spikes.StoreAsync(Key, draft: Signed);
        var alices = await Spikes.StoreAsync(Key, Caller.For(Alice), draft: Signed);
        var store = await Storage.NewProjectAsync(Alice, "mine");
        var later = await Spikes.StoreAsync(store, draft: Signed);

        foreach (var rows in new[]
        {
            await Spikes.PageAsync(Caller.For(Alice), store),
            await Spikes.PageAsync(Caller.For(Alice)),
            await Spikes.PageAsync(Caller.For(Alice), store, new SpikeFilter(ReviewerId: "r1")),
            [.. await FindAsync(bobs), .. await FindAsync(anonymous), .. await FindAsync(alices[..8]), .. await FindAsync(later)],
        })
        {
            Assert.Equal(4, rows.Count);
            Assert.All(rows, row => Assert.Equal(row.Id == later, IsSigned(row)));
            Assert.All(rows, row => Assert.Equal("Ann", row.Draft.Reviewer.Name));
        }

        Assert.All(await Spikes.PageAsync(Caller.Admin, store), row => Assert.True(IsSigned(row)));
        Assert.True(IsSigned(Assert.Single(await Spikes.PageAsync(Caller.For(Bob)))));
        Assert.True(IsSigned(Assert.Single((await Spikes.FindAsync(Caller.For(Bob), null, bobs, Token)).Value())));
        var exported = await Spikes.PageAsync(Caller.For(Alice), store, isExport: true);
        Assert.Equal([later], exported.Where(IsSigned).Select(row => row.Id));
    }

    [Fact]
    public async Task Register_KeyWithSpikes_KeepsClientIdsAndOrder()
    {
        var first = await Spikes.StoreAsync(Key, clientId: "client-1");
        await Spikes.StoreAsync(Key, Caller.For(Bob), "client-2");
        var last = Assert.Single((await Spikes.FindAsync(Caller.Admin, null, "client-2", Token)).Value()).ReceivedAt;
        var store = await Storage.NewProjectAsync(Alice, "mine");

        Assert.Equal(new SubmittedSpike(first, true), (await Spikes.SubmitAsync(store, clientId: "client-1")).Outcome.Value());
        Assert.True((await Spikes.SubmitAsync(store, Caller.For(Bob), "client-2")).Outcome.Value().Replayed);
        Assert.True((await Spikes.SubmitAsync(store, Caller.For(Alice), "client-2")).Outcome.Value().Replayed);
        Assert.Equal(2, await Storage.CountRowsAsync("spikes"));
        var next = await Spikes.StoreAsync(store);
        Assert.True(Assert.Single((await Spikes.FindAsync(Caller.Admin, store, next, Token)).Value()).ReceivedAt >= last);
    }

    [Fact]
    public async Task Register_SameCommandOnItsWayAgain_IsStoredOnce()
    {
        var command = new SubmitSpike(Caller.Anonymous, null, Draft, Guid.NewGuid().ToString());
        (await Spikes.SubmitAsync(Key, command, Token)).Outcome.Value();
        var store = await Storage.NewProjectAsync(Alice, "mine");

        Assert.True((await Spikes.SubmitAsync(Key, command, Token)).StoreMoved);
        Assert.Equal(new SubmittedSpike(command.NewId, false), (await Spikes.SubmitAsync(store, command, Token)).Outcome.Value());
        Assert.Equal(1, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Register_WhileSpikesCome_LosesNoneAndLeavesNoneBehind()
    {
        for (var round = 0; round < 10; round++)
        {
            var name = "busy-" + round;
            var before = await Spikes.StoreAsync(StoreKey.Unregistered(name));
            var posts = Enumerable.Range(0, 40).Select(_ => Task.Run(() => PostAsync(name), Token)).ToList();
            var store = await Task.Run(() => Storage.NewProjectAsync(Alice, name), Token);
            var ids = await Task.WhenAll(posts);

            // The harness checks the counter against the rows.
            var rows = await Spikes.PageAsync(Caller.Admin, store);
            Assert.Equal(ids.Append(before).Order(), rows.Select(row => row.Id).Order());
            Assert.Empty(await Spikes.PageAsync(Caller.Admin, StoreKey.Unregistered(name)));
        }
    }

    [Fact]
    public async Task Register_WhileSpikesAreDeletedAndResolved_CountsExactly()
    {
        for (var round = 0; round < 10; round++)
        {
            var key = StoreKey.Unregistered("busy-" + round);
            var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Spikes.StoreAsync(key)));
            var changes = ids.Select((id, number) => Task.Run(() => ChangeAsync(key, id, number), Token)).ToList();
            var store = await Task.Run(() => Storage.NewProjectAsync(Alice, key.Id), Token);
            await Task.WhenAll(changes);

            var left = (await Spikes.PageAsync(Caller.Admin, store)).Count;
            Assert.InRange(left, 10, 20);
            Assert.Equal(left, (await Projects.FindAsync(Alice, key.Id, Token)).Value().SpikeCount);
        }
    }

    [Fact]
    public async Task Register_KeyOfMoreSpikesThanOnePart_MovesAll()
    {
        await Task.WhenAll(Enumerable.Range(0, 10_050).Select(_ => Spikes.StoreAsync(Key)));

        var store = await Storage.NewProjectAsync(Alice, "mine");

        Assert.Equal(10_050, (await Projects.FindAsync(Alice, "mine", Token)).Value().SpikeCount);
        Assert.Empty(await Spikes.PageAsync(Caller.Admin, Key));
        await Spikes.StoreAsync(store);
    }

    /// <summary>As a gateway does: where the name leads, and anew when it has moved meanwhile.</summary>
    private async Task<string> PostAsync(string name)
    {
        var result = await Spikes.SubmitAsync(StoreKey.Unregistered(name));
        return result.StoreMoved
            ? await Spikes.StoreAsync((await Shares.ResolveAsync(name, Token)).Value().Store)
            : result.Outcome.Value().Id;
    }

    /// <summary>Deletes every second one and resolves the others; one that was taken over first is not found any more.</summary>
    private async Task ChangeAsync(StoreKey key, string id, int number)
    {
        var code = number % 2 == 0
            ? (await Spikes.DeleteAsync(key, id, Token)).Code()
            : (await Spikes.ResolveAsync(key, id, true, Token)).Code();
        Assert.True(code is null or ErrorCode.NotFound, code.ToString());
    }

    private async Task<IReadOnlyList<SpikeRow>> FindAsync(string id) => (await Spikes.FindAsync(Caller.For(Alice), null, id, Token)).Value();

    private static bool IsSigned(SpikeRow row)
    {
        Assert.Equal(row.Draft.Reviewer.Email is null, row.Draft.UserAgent is null);
        return row.Draft.Reviewer.Email is not null;
    }
}
