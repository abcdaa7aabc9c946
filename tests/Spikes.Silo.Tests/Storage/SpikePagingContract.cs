using CsCheck;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>A reader that walks pages meets every row once, whatever the filters, times and writers.</summary>
public abstract class SpikePagingContract : StorageTests
{
    private static readonly StoreKey Key = StoreKey.Unregistered("my-project");

    private static readonly TimeSpan WriterLimit = TimeSpan.FromSeconds(20);

    // More than a page, and few enough for the walks to stay short whatever a storage writes in that time.
    private const int RowsPerWalk = 50;

    private static readonly string?[] Ratings = [null, "love", "meh"];

    /// <summary>A spike: its store, sender and content, and the milliseconds since the one before.</summary>
    private static readonly Gen<(int Store, int Sender, int Rating, bool Resolved, int Step)> GenSpike =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 1]);

    private static readonly Gen<(int Scope, int Rating, int Resolved, int PageSize)> GenWalk =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 7]);

    [Fact]
    public async Task ReadPage_AnyRowsAndFilters_WalksEveryRowOnceInOrder() => await Gen.Select(GenSpike.Array[0, 40], GenWalk)
        .SampleAsync(
            async (spikes, walk) =>
            {
                await using var storage = await OpenAsync();
                var share = StoreKey.Share((await storage.Shares.UploadAsync(Alice, "demo")).Id);
                StoreKey[] stores = [share, Key, StoreKey.Unregistered("other")];
                Caller[] senders = [Caller.Anonymous, Caller.For(Alice), Caller.For(Bob)];
                foreach (var spike in spikes)
                {
                    storage.Time.Advance(TimeSpan.FromMilliseconds(spike.Step));
                    await storage.Spikes.StoreAsync(
                        stores[spike.Store], senders[spike.Sender], draft: Draft with { Rating = Ratings[spike.Rating], Resolved = spike.Resolved });
                }

                (Caller Caller, StoreKey? Store)[] scopes =
                    [(Caller.Admin, null), (Caller.For(Alice), null), (Caller.For(Bob), null), (Caller.Anonymous, share), (Caller.Admin, Key)];
                var (caller, store) = scopes[walk.Scope];
                var filter = new SpikeFilter(Rating: Ratings[walk.Rating], Resolved: walk.Resolved == 0 ? null : walk.Resolved == 1);

                var all = await storage.Spikes.PageAsync(Caller.Admin);
                var reached = new List<SpikeRow>();
                foreach (var row in all)
                {
                    if (store is null ? caller.IsAdmin || await IsReachedAsync(storage.Spikes, caller, row) : row.Store == store)
                        reached.Add(row);
                }

                var expected = reached
                    .Where(row => filter.Rating is null || row.Draft.Rating == filter.Rating)
                    .Where(row => filter.Resolved is null || row.Draft.Resolved == filter.Resolved)
                    .OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id, StringComparer.Ordinal)
                    .Select(row => row.Id);
                Assert.Equal(expected, await WalkAsync(storage.Spikes, caller, store, filter, walk.PageSize));
            },
            iter: 60,
            threads: 2);

    [Fact]
    public async Task ReadPage_WhileWritersAdd_NoRowThatWasThereIsMissedOrRepeated()
    {
        var before = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            if (i % 20 == 0) Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
            before.Add(await Spikes.StoreAsync(StoreOf(i), Caller.For(Alice)));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var added = 0;
        var allowed = RowsPerWalk;
        var firstRows = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var writers = firstRows.Select((firstRow, writer) => Task.Run(
            async () =>
            {
                for (var i = writer; !stop.IsCancellationRequested; i++)
                {
                    while (firstRow.Task.IsCompleted && Volatile.Read(ref added) >= Volatile.Read(ref allowed) && !stop.IsCancellationRequested)
                        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
                    await Spikes.StoreAsync(StoreOf(i), Caller.For(Alice));
                    Interlocked.Increment(ref added);
                    firstRow.TrySetResult();
                }
            },
            Token)).ToList();
        await Task.WhenAll(firstRows.Select(firstRow => firstRow.Task)).WaitAsync(WriterLimit, Token);

        void WaitForMore()
        {
            var seen = Volatile.Read(ref added);
            Interlocked.Add(ref allowed, RowsPerWalk);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref added) > seen, WriterLimit), "the writers add nothing");
        }

        var walks = new List<List<string>>();
        while (walks.Count < 20) walks.Add(await WalkAsync(Spikes, Caller.For(Alice), null, SpikeFilter.None, 7, WaitForMore));
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        Assert.All(walks, ids => Assert.Equal(ids.Count, ids.Distinct().Count()));
        Assert.All(walks, ids => Assert.Superset(before, ids.ToHashSet()));
    }

    private static StoreKey StoreOf(int number) => StoreKey.Unregistered("store-" + (number % 3));

    private static async Task<bool> IsReachedAsync(ISpikeStore store, Caller caller, SpikeRow row) =>
        (await store.FindAsync(caller, null, row.Id, Token)).Value().Count == 1;

    private static async Task<List<string>> WalkAsync(
        ISpikeStore spikes, Caller caller, StoreKey? store, SpikeFilter filter, int pageSize, Action? afterFirstPage = null)
    {
        var ids = new List<string>();
        SpikeCursor? after = null;
        do
        {
            var rows = await spikes.PageAsync(caller, store, filter, after, pageSize);
            var page = rows.Take(pageSize).ToList();
            ids.AddRange(page.Select(row => row.Id));
            if (after is null)
                afterFirstPage?.Invoke();
            after = rows.Count > pageSize ? new SpikeCursor(page[^1].ReceivedAt, page[^1].Id) : null;
        }
        while (after is not null);

        return ids;
    }
}
