using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>The committer's queue, batches and failures.</summary>
public sealed class PostgresCommitterTests
{
    private static readonly StoreKey Key = StoreKey.Unregistered("my-project");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_ManyWaiting_AreCommittedTogetherUpTo1000()
    {
        await using var storage = await PostgresHarness.OpenAsync(start: false);
        var writes = Enumerable.Range(0, 1001).Select(number => storage.Spikes.StoreAsync(StoreKey.Unregistered("key-" + number))).ToList();
        await storage.StartAsync();
        await Task.WhenAll(writes);

        Assert.Equal(2L, await storage.ScalarAsync("SELECT count(DISTINCT xmin::text) FROM spikes"));
        Assert.Equal(1001, await storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Start_NothingToStore_GoesThroughABatchBeforeTheFirstSpike()
    {
        await using var storage = await PostgresHarness.OpenAsync();

        await Eventually.IsTrueAsync(
            "a connection of the committer has committed",
            async () => await storage.ScalarAsync(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle' AND query = 'COMMIT'") is not null);
        Assert.Equal(0, await storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_ManyShares_CountsEachInOneTransaction()
    {
        await using var storage = await PostgresHarness.OpenAsync(start: false);
        var shares = new List<StoreKey>();
        for (var i = 0; i < 20; i++) shares.Add(StoreKey.Share((await storage.Shares.UploadAsync(Alice, "demo-" + i)).Id));
        var writes = Enumerable.Range(0, 100).Select(number => storage.Spikes.StoreAsync(shares[number % 20])).ToList();
        await storage.StartAsync();
        await Task.WhenAll(writes);

        Assert.Equal(1L, await storage.ScalarAsync("SELECT count(DISTINCT xmin::text) FROM spikes"));
        Assert.Equal(20L, await storage.ScalarAsync("SELECT count(*) FROM shares WHERE spike_count = 5"));
    }

    [Fact]
    public async Task Submit_QueueFull_IsUnavailableAndStoresNothing()
    {
        await using var storage = await PostgresHarness.OpenAsync(options => options with { QueueCapacity = 3 }, start: false);
        var accepted = Enumerable.Range(0, 3).Select(_ => storage.Spikes.SubmitAsync(Key)).ToList();
        var refused = await storage.Spikes.SubmitAsync(Key);
        await storage.StartAsync();

        Assert.Equal(ErrorCode.Unavailable, refused.Outcome.Code());
        Assert.False(refused.StoreMoved);
        Assert.All(await Task.WhenAll(accepted), result => result.Outcome.Value());
        Assert.Equal(3, await storage.CountRowsAsync("spikes"));
        await storage.Spikes.StoreAsync(Key);
    }

    [Fact]
    public async Task Submit_TooManyBytesWaiting_IsUnavailableUntilTheyAreStored()
    {
        await using var storage = await PostgresHarness.OpenAsync(options => options with { QueueBytes = 1000 }, start: false);
        var large = Draft with { Comments = new string('x', 300) };
        var accepted = storage.Spikes.SubmitAsync(Key, draft: large);
        var refused = await storage.Spikes.SubmitAsync(Key, draft: large);
        await storage.StartAsync();

        Assert.Equal(ErrorCode.Unavailable, refused.Outcome.Code());
        (await accepted).Outcome.Value();
        await storage.Spikes.StoreAsync(Key, draft: large);
    }

    [Fact]
    public async Task Submit_PoisonInABatch_FailsAlone()
    {
        await using var storage = await PostgresHarness.OpenAsync(start: false);
        var writes = Enumerable.Range(0, 100).Select(number => storage.Spikes.SubmitAsync(
            Key, draft: number is 17 or 64 ? Draft with { Comments = number == 17 ? "\0" : "\uD800" } : Draft)).ToList();
        await storage.StartAsync();
        var results = await Task.WhenAll(writes);

        for (var number = 0; number < 100; number++)
            Assert.Equal(number is 17 or 64 ? ErrorCode.Unavailable : null, results[number].Outcome.Code());
        Assert.Equal(98, await storage.CountRowsAsync("spikes"));
        await storage.Spikes.StoreAsync(Key);
    }

    [Fact]
    public async Task Submit_DiskIsFull_RefusesTheBatchAtOnceAndStoresAgainWhenThereIsRoom()
    {
        await using var storage = await PostgresHarness.OpenAsync(start: false);
        await storage.ScalarAsync(
            "CREATE SEQUENCE tries; CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            + "$$BEGIN PERFORM nextval('tries'); RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END$$; "
            + "CREATE TRIGGER no_room BEFORE INSERT ON spikes FOR EACH ROW EXECUTE FUNCTION no_room()");
        try
        {
            var writes = Enumerable.Range(0, 100).Select(_ => storage.Spikes.SubmitAsync(Key)).ToList();
            await storage.StartAsync();

            Assert.All(await Task.WhenAll(writes), result => Assert.Equal(ErrorCode.Unavailable, result.Outcome.Code()));
            Assert.Equal((1L, 0L), (await storage.ScalarAsync("SELECT last_value FROM tries WHERE is_called"), await storage.CountRowsAsync("spikes")));
            Assert.False(storage.Database.Breaker.IsRefusing, "a full disk can be read");
            (await storage.Spikes.ReadPageAsync(
                new SpikeQuery(Caller.Anonymous, Key, SpikeFilter.None, null, 10, 1000), _ => true, Token)).Value();
        }
        finally
        {
            await storage.ScalarAsync("DROP FUNCTION no_room CASCADE; DROP SEQUENCE tries");
        }

        await storage.Spikes.StoreAsync(Key);
    }

    [Fact]
    public async Task Submit_CallerGaveUpBeforeItBegan_IsCancelledAndStoresNothing()
    {
        await using var storage = await PostgresHarness.OpenAsync(start: false);
        using var caller = new CancellationTokenSource();
        var write = storage.Spikes.SubmitAsync(
            Key, new SubmitSpike(Caller.Anonymous, null, Draft, Guid.NewGuid().ToString()), caller.Token).AsTask();
        await caller.CancelAsync();
        await storage.StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        Assert.Equal(0, await storage.CountRowsAsync("spikes"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("client-1")]
    public async Task Submit_SameCommandTwice_IsAnsweredAsFirstStored(string? clientId)
    {
        await using var storage = await PostgresHarness.OpenAsync(start: false);
        var command = new SubmitSpike(Caller.Anonymous, clientId, Draft, Guid.NewGuid().ToString());
        var together = Enumerable.Range(0, 2).Select(_ => storage.Spikes.SubmitAsync(Key, command, Token).AsTask()).ToList();
        await storage.StartAsync();
        SubmitResult[] answers = [.. await Task.WhenAll(together), await storage.Spikes.SubmitAsync(Key, command, Token)];

        Assert.All(answers, answer => Assert.Equal(new SubmittedSpike(command.NewId, false), answer.Outcome.Value()));
        Assert.Equal(1, await storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Stop_WhatWasAccepted_IsStoredAndLaterOnesRefused()
    {
        await using var storage = await PostgresHarness.OpenAsync();
        var writes = Enumerable.Range(0, 2500).Select(_ => storage.Spikes.SubmitAsync(Key)).ToList();
        var stopped = storage.Committer.StopAsync();
        var late = await storage.Spikes.SubmitAsync(Key);
        await stopped;

        Assert.Equal(ErrorCode.Unavailable, late.Outcome.Code());
        Assert.All(await Task.WhenAll(writes), result => result.Outcome.Value());
        Assert.Equal(2500, await storage.CountRowsAsync("spikes"));
        Assert.Equal(ErrorCode.Unavailable, (await storage.Spikes.ProbeAsync(Token)).Code());
    }

    [Fact]
    public async Task Stop_NeverStarted_RefusesWhatWaits()
    {
        await using var storage = await PostgresHarness.OpenAsync(start: false);
        var write = storage.Spikes.SubmitAsync(Key);
        await storage.Committer.StopAsync();

        Assert.Equal(ErrorCode.Unavailable, (await write).Outcome.Code());
    }

    [Fact]
    public async Task Probe_Running_IsDone()
    {
        await using var storage = await PostgresHarness.OpenAsync();

        (await storage.Spikes.ProbeAsync(Token)).Value();
    }
}
