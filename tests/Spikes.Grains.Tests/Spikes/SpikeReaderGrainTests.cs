using System.Text;
using System.Text.Json;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Spikes;

public sealed class SpikeReaderGrainTests(SpikesCluster cluster)
{
    private readonly StoreKey _store = StoreKey.Unregistered(SpikesCluster.Unique());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ISpikeReaderGrain Reader => cluster.Grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key);

    [Theory]
    [InlineData(0, 2, 0, false)]
    [InlineData(1, 2, 1, false)]
    [InlineData(2, 2, 2, false)]
    [InlineData(3, 2, 2, true)]
    public async Task ReadPage_RowsAndLimit_NextOnlyWhenMoreFollow(int rows, int maxRows, int expected, bool more)
    {
        var page = await ReadAsync(Rows(rows), maxRows);

        Assert.Equal(expected, page.Count);
        Assert.Equal(more ? new SpikeCursor(100 - expected, $"id-{expected}") : null, page.Next);
        Assert.Equal(expected, JsonDocument.Parse($"[{Text(page)}]").RootElement.GetArrayLength());
    }

    [Fact]
    public async Task ReadPage_KeyWasRegisteredMeanwhile_ReadsOnInTheProject()
    {
        var project = StoreKey.Project(SpikesCluster.Unique());
        cluster.Spikes.Pages[project] = Rows(2);
        cluster.Spikes.Pages[_store] = [];
        var query = Query(10, 100_000);
        Assert.Equal(0, (await Reader.ReadPageAsync(query, Cancellation)).Value().Count);

        cluster.Shares.Names[_store.Id] = new ResolvedName(project, Deleted: false);

        Assert.Equal(2, (await Reader.ReadPageAsync(query, Cancellation)).Value().Count);
        cluster.Shares.UnreadableNames[_store.Id] = true;
        Assert.Equal(ErrorCode.Unavailable, (await Reader.ReadPageAsync(query, Cancellation)).Code());
    }

    [Fact]
    public async Task ReadPage_MoreBytesThanAllowed_EndsBeforeTheLimitWithACursor()
    {
        var one = (await ReadAsync(Rows(1), 10)).Json.Length;

        var exact = await ReadAsync(Rows(3), 10, (2 * one) + 1);
        var below = await ReadAsync(Rows(3), 10, 2 * one);

        Assert.Equal((2, "id-2"), (exact.Count, exact.Next?.Id));
        Assert.Equal((1, "id-1"), (below.Count, below.Next?.Id));
        Assert.Equal(one, below.Json.Length);
    }

    [Fact]
    public async Task ReadPage_FirstRowLargerThanAllowed_HoldsItAllTheSame()
    {
        var page = await ReadAsync(Rows(1), 10, maxBytes: 1);

        Assert.Equal((1, null), (page.Count, page.Next));
    }

    [Fact]
    public async Task ReadPage_RowsOfDifferentScope_WritesEachInItsForm()
    {
        var rows = new[] { Drafts.Row(Drafts.Fullest(), inScope: true), Drafts.Row(Drafts.Fullest(), inScope: false) };

        var json = JsonDocument.Parse($"[{Text(await ReadAsync(rows, 10))}]").RootElement;

        Assert.True(json[0].TryGetProperty("userAgent", out _));
        Assert.False(json[1].TryGetProperty("userAgent", out _));
        Assert.False(json[1].GetProperty("reviewer").TryGetProperty("email", out _));
    }

    [Fact]
    public async Task ReadPage_Export_WritesEveryRowInOwnerForm()
    {
        cluster.Spikes.Pages[_store] = [Drafts.Row(Drafts.Fullest(), inScope: false)];

        var page = (await Reader.ReadPageAsync(Query(10, 100_000) with { IsExport = true }, Cancellation)).Value();

        Assert.Contains("userAgent", Text(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadPage_StoreUnreachable_IsUnavailable() =>
        Assert.Equal(ErrorCode.Unavailable, (await Reader.ReadPageAsync(Query(1, 1), Cancellation)).Code());

    [Fact]
    public async Task Find_NoneOneOrSeveral_NotFoundFoundAmbiguous()
    {
        var id = SpikesCluster.Unique();
        var row = Drafts.Row(Drafts.Fullest(), inScope: true, id);
        cluster.Spikes.Found[id] = [row];
        cluster.Spikes.Found[id[..4]] = [row, row];

        var found = (await Reader.FindAsync(Caller.Admin, id, Cancellation)).Value();

        Assert.Equal((id, row.Store), (found.Id, found.Store));
        Assert.Equal("Mozilla/5.0", JsonDocument.Parse(found.Json).RootElement.GetProperty("userAgent").GetString());
        Assert.Equal(ErrorCode.AmbiguousId, (await Reader.FindAsync(Caller.Admin, id[..4], Cancellation)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Reader.FindAsync(Caller.Admin, SpikesCluster.Unique(), Cancellation)).Code());
    }

    [Fact]
    public async Task FindInStore_RowOfAnotherStore_IsNotFound()
    {
        var id = SpikesCluster.Unique();
        var row = Drafts.Row(Drafts.Fullest(), inScope: true, id);
        cluster.Spikes.Found[id] = [row];

        Assert.Equal(id, (await Reader.FindInStoreAsync(Caller.Admin, row.Store, id, Cancellation)).Value().Id);
        Assert.Equal(ErrorCode.NotFound, (await Reader.FindInStoreAsync(Caller.Admin, _store, id, Cancellation)).Code());
    }

    [Fact]
    public async Task Count_Store_IsAsked()
    {
        cluster.Spikes.Pages[_store] = [Drafts.Row(Drafts.Smallest()), Drafts.Row(Drafts.Smallest())];
        var query = new SpikeQuery(Caller.Admin, _store, SpikeFilter.None, null, 1, 1);

        Assert.Equal(new SpikeCount(2, new SpikeCursor(7, "at"), null), (await Reader.CountAsync(query, 7, Cancellation)).Value());
        var unknown = query with { Store = StoreKey.Unregistered(SpikesCluster.Unique()) };
        Assert.Equal(ErrorCode.Unavailable, (await Reader.CountAsync(unknown, 0, Cancellation)).Code());
    }

    [Fact]
    public async Task ResolveStore_NameChanged_AnswersFromTheRows()
    {
        var name = SpikesCluster.Unique();
        await Reader.ResolveStoreAsync(name, Cancellation);
        cluster.Shares.Names[name] = new ResolvedName(StoreKey.Share("1"), Deleted: false);

        Assert.Equal(StoreKey.Share("1"), (await Reader.ResolveStoreAsync(name, Cancellation)).Value().Store);
    }

    [Fact]
    public async Task ResolveStore_ProtectedShare_TellsItsGuardAndAnOutageIsNoOpenDoor()
    {
        var (name, id) = (SpikesCluster.Unique(), SpikesCluster.Unique());
        cluster.Shares.Names[name] = new ResolvedName(StoreKey.Share(id), Deleted: false);
        Assert.Null((await Reader.ResolveStoreAsync(name, Cancellation)).Value().Guard);

        var guard = new ShareGuard(id, name, AccountId.User("u"), "hash", Tier.Pro);
        cluster.Shares.Guards[id] = guard;
        Assert.Equal(guard, (await Reader.ResolveStoreAsync(name, Cancellation)).Value().Guard);

        cluster.Shares.UnreadableNames[id] = true;
        Assert.Equal(ErrorCode.Unavailable, (await Reader.ResolveStoreAsync(name, Cancellation)).Code());
    }

    private static SpikeRow[] Rows(int count) =>
        [.. Enumerable.Range(1, count).Select(i => Drafts.Row(Drafts.Smallest(), inScope: true, $"id-{i}", 100 - i))];

    private static string Text(SpikePage page) => Encoding.UTF8.GetString(page.Json.Span);

    private SpikeQuery Query(int maxRows, int maxBytes) => new(Caller.Anonymous, _store, SpikeFilter.None, null, maxRows, maxBytes);

    private async Task<SpikePage> ReadAsync(SpikeRow[] rows, int maxRows, int maxBytes = 100_000)
    {
        cluster.Spikes.Pages[_store] = rows;
        return (await Reader.ReadPageAsync(Query(maxRows, maxBytes), Cancellation)).Value();
    }
}
