using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Two silos write to one store: the database alone keeps every rule exact.</summary>
public sealed class PostgresFenceTests : IAsyncLifetime
{
    private static readonly StoreKey Key = StoreKey.Unregistered("my-project");

    private PostgresHarness _one = null!;
    private PostgresHarness _two = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = await PostgresHarness.OpenAsync(time: TimeProvider.System);
        _two = await _one.OpenSecondAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _two.CloseAsync();
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task Submit_BothAtTheLimit_StoreExactlyTheLimit()
    {
        var share = StoreKey.Share((await _one.Shares.UploadAsync(Alice, "demo")).Id);
        var results = await BothAsync(300, (silo, _) => silo.SubmitAsync(share));

        Assert.Equal(100, results.Count(result => result.Outcome.Refusal is null));
        Assert.Equal(200, results.Count(result => result.Outcome.Code() == ErrorCode.SpikeLimit));
        Assert.Equal(100, await _one.CountRowsAsync("spikes"));
        Assert.Equal(100, (await _one.Shares.FindAsync(Alice, "demo", Token)).Value().SpikeCount);
    }

    [Fact]
    public async Task Submit_SameAnonymousClientIdOverBoth_StoresOneSpike()
    {
        var results = await BothAsync(100, (silo, _) => silo.SubmitAsync(Key, clientId: "client-1"));

        Assert.Single(results.Select(result => result.Outcome.Value().Id).Distinct());
        Assert.Single(results, result => !result.Outcome.Value().Replayed);
        Assert.Equal(1, await _one.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_SameAuthenticatedIdOverBothInOtherStores_StoresOneSpike()
    {
        var results = await BothAsync(200, (silo, number) => silo.SubmitAsync(
            StoreKey.Unregistered("store-" + number), Caller.For(Alice), "client-" + (number % 5)));

        Assert.All(results, result => Assert.StartsWith("client-", result.Outcome.Value().Id));
        Assert.Equal(5, results.Count(result => !result.Outcome.Value().Replayed));
        Assert.Equal(5, await _one.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_SameCommandOverBoth_StoresOneSpikeAndBothAreTheFirst()
    {
        var command = new SubmitSpike(Caller.Anonymous, null, Draft, Guid.NewGuid().ToString());
        var results = await BothAsync(50, (silo, _) => silo.SubmitAsync(Key, command, Token).AsTask());

        Assert.All(results, result => Assert.Equal(new SubmittedSpike(command.NewId, false), result.Outcome.Value()));
        Assert.Equal(1, await _one.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_ManyStoresOverBoth_StoresAllWithTimesInTheOrderOfCommits()
    {
        await BothAsync(2000, (silo, number) => silo.SubmitAsync(StoreKey.Unregistered("store-" + (number % 50))));

        Assert.Equal(2000, await _one.CountRowsAsync("spikes"));
        var latest = 0L;
        for (var i = 0; i < 20; i++)
        {
            var id = await (i % 2 == 0 ? _one : _two).Spikes.StoreAsync(Key);
            var row = Assert.Single((await _one.Spikes.FindAsync(Caller.Admin, null, id, Token)).Value());
            Assert.True(row.ReceivedAt >= latest);
            latest = row.ReceivedAt;
        }
    }

    [Fact]
    public async Task Submit_ShareDeletedMeanwhile_NothingIsAcknowledgedAfterTheDelete()
    {
        _one.Limits.FreeSpikesPerShare = _two.Limits.FreeSpikesPerShare = int.MaxValue;
        var summary = await _one.Shares.UploadAsync(Alice, "demo");
        var share = StoreKey.Share(summary.Id);
        var acknowledged = 0;
        var writers = BothAsync(16, async (silo, _) =>
        {
            SubmitResult result;
            do
            {
                result = await silo.SubmitAsync(share);
                if (result.Outcome.Refusal is null) Interlocked.Increment(ref acknowledged);
            }
            while (result.Outcome.Refusal is null);

            return result;
        });
        await Eventually.IsTrueAsync("spikes are stored", () => Volatile.Read(ref acknowledged) > 200);
        (await _one.Shares.DeleteAsync(Alice, summary.Id, Token)).Value();
        var after = await _one.CountRowsAsync("spikes");
        var late = await _two.Spikes.SubmitAsync(share);
        var last = await writers;

        Assert.Equal(ErrorCode.NotFound, late.Outcome.Code());
        Assert.All(last, result => Assert.Equal(ErrorCode.NotFound, result.Outcome.Code()));
        Assert.Equal(after, await _one.CountRowsAsync("spikes"));
        Assert.Equal(acknowledged, after);
    }

    [Fact]
    public async Task Delete_WhileBothSubmit_KeepsTheCountExact()
    {
        _one.Limits.FreeSpikesPerShare = _two.Limits.FreeSpikesPerShare = int.MaxValue;
        var share = StoreKey.Share((await _one.Shares.UploadAsync(Alice, "demo")).Id);
        await BothAsync(60, async (silo, number) =>
        {
            var result = await silo.SubmitAsync(share);
            if (number % 2 == 0) (await silo.DeleteAsync(share, result.Outcome.Value().Id, Token)).Value();
            return result;
        });

        Assert.Equal(30, await _one.CountRowsAsync("spikes"));
        Assert.Equal(30, (await _one.Shares.FindAsync(Alice, "demo", Token)).Value().SpikeCount);
    }

    [Fact]
    public async Task Submit_ToAProjectOverBoth_CountsExactlyAndKeepsClientIds()
    {
        var store = await _one.NewProjectAsync(Alice, "mine");
        await BothAsync(300, (silo, number) => silo.SubmitAsync(store, clientId: number % 3 == 0 ? "client-1" : null));

        var rows = await _one.CountRowsAsync("spikes");
        Assert.Equal(201, rows);
        Assert.Equal(rows, (await _two.Projects.FindAsync(Alice, "mine", Token)).Value().SpikeCount);
    }

    [Fact]
    public async Task Register_OneKeyOverBoth_GivesItToOne()
    {
        for (var round = 0; round < 20; round++)
        {
            var key = "race-" + round;
            var outcomes = await Task.WhenAll(
                Task.Run(() => _one.RegisterAsync(Alice, key), Token), Task.Run(() => _two.RegisterAsync(Bob, key), Token));

            Assert.Single(outcomes, outcome => outcome.Refusal is null);
            Assert.Single(outcomes, outcome => outcome.Code() == ErrorCode.ProjectExists);
        }
    }

    [Fact]
    public async Task Register_WhileBothSubmit_EverySpikeEndsInTheProject()
    {
        for (var round = 0; round < 5; round++)
        {
            var key = StoreKey.Unregistered("busy-" + round);
            var moved = 0;
            var writers = BothAsync(16, async (silo, _) =>
            {
                SubmitResult result;
                do result = await silo.SubmitAsync(key);
                while (!result.StoreMoved);
                Interlocked.Increment(ref moved);
                return result;
            });
            await Eventually.IsTrueAsync(
                "spikes are stored", async () => (await _one.Spikes.PageAsync(Caller.Admin, key, maxRows: 1)).Count > 0);
            var store = await _two.NewProjectAsync(Alice, key.Id);
            await writers;

            Assert.Equal(16, moved);
            Assert.Empty(await _one.Spikes.PageAsync(Caller.Admin, key));
            Assert.Equal(0L, await _one.ScalarAsync("SELECT count(*) FROM spikes WHERE store LIKE 'key/%'"));
            Assert.Equal(
                await _one.ScalarAsync($"SELECT count(*) FROM spikes WHERE store = '{store}'"),
                (await _one.Projects.FindAsync(Alice, key.Id, Token)).Value().SpikeCount);
        }
    }

    [Fact]
    public async Task SetOrigins_WhileBothSubmit_NothingFromTheRemovedOriginIsStoredAfterIt()
    {
        const string origin = "https://a.example";
        var store = await _one.NewProjectAsync(Alice, "mine", origin);
        var writers = BothAsync(16, async (silo, _) =>
        {
            SubmitResult result;
            do result = await silo.SubmitAsync(store, origin: origin);
            while (result.Outcome.Code() != ErrorCode.OriginNotAllowed);
            return result;
        });
        await Eventually.IsTrueAsync("spikes are stored", async () => await _one.CountRowsAsync("spikes") > 100);
        (await _two.Projects.SetOriginsAsync(store.Id, Alice, ["null"], Token)).Value();
        var after = await _one.CountRowsAsync("spikes");
        await writers;

        Assert.Equal(after, await _one.CountRowsAsync("spikes"));
        Assert.Equal(after, (await _one.Projects.FindAsync(Alice, "mine", Token)).Value().SpikeCount);
    }

    private Task<SubmitResult[]> BothAsync(int count, Func<ISpikeStore, int, Task<SubmitResult>> submit) => Task.WhenAll(
        Enumerable.Range(0, count).Select(number => Task.Run(() => submit((number % 2 == 0 ? _one : _two).Spikes, number / 2), Token)));
}
