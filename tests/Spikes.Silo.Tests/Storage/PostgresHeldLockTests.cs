using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Storage.Postgres;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Another transaction holds a lock for longer than the committer waits.</summary>
public sealed class PostgresHeldLockTests : BudgetTests
{
    private const int Rounds = 20;

    private static readonly StoreKey Other = StoreKey.Unregistered("other");
    private static readonly TimeSpan LockTimeout = new PostgresOptions("").CommitLockTimeout;

    private PostgresHarness Silo => (PostgresHarness)Storage;

    [Theory]
    [InlineData("share")]
    [InlineData("share by its key")]
    [InlineData("project")]
    [InlineData("key")]
    [InlineData("meter")]
    [InlineData("meter of a caller")]
    [InlineData("meter of a key")]
    public async Task Submit_LockHeld_RefusesOnlyWhoNeedsItUntilItIsReleased(string kind)
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, null);
        var (agents, free) = (await NewShareAsync(Alice, key), await NewShareAsync(Bob));
        var project = await Storage.NewProjectAsync(Bob, "mine");
        var (store, caller, sql) = kind switch
        {
            "share" => (free, Caller.Anonymous, $"SELECT 1 FROM shares WHERE id = '{free.Id}' FOR UPDATE"),
            "share by its key" => (StoreKey.Unregistered(free.Id), Caller.Anonymous, $"SELECT 1 FROM shares WHERE id = '{free.Id}' FOR UPDATE"),
            "project" => (project, Caller.Anonymous, "SELECT 1 FROM projects FOR UPDATE"),
            "key" => (Unowned, Caller.Anonymous, $"SELECT pg_advisory_xact_lock(hashtextextended('{Unowned}', 0))"),
            "meter" => (agents, Caller.Anonymous, $"SELECT 1 FROM meters WHERE id = '{Alice}' FOR UPDATE"),
            "meter of a caller" => (Unowned, Caller.For(Alice), $"SELECT 1 FROM meters WHERE id = '{Alice}' FOR UPDATE"),
            _ => (agents, Caller.Anonymous, $"SELECT 1 FROM meters WHERE id = '{key}' FOR UPDATE"),
        };
        StoreKey[] stores = [Other, free, project, agents, Unowned];
        var others = stores.Where(other => other.Id != store.Id && !(other == agents && kind.StartsWith("meter", StringComparison.Ordinal))).ToList();
        await HoldAsync(Silo, sql, async () =>
        {
            // Queued before the start, so that they are one batch.
            var held = Enumerable.Range(0, 2).Select(_ => Spikes.SubmitAsync(store, caller)).ToList();
            var posts = others.Select(other => Spikes.SubmitAsync(other)).ToList();
            var missing = Spikes.SubmitAsync(StoreKey.Share(Guid.NewGuid().ToString()));
            await Silo.StartAsync();

            Assert.All(await Task.WhenAll(held), result => Assert.Equal(new SubmitResult(Refusal.Unavailable, false), result));
            Assert.All(await Task.WhenAll(posts), result => result.Outcome.Value());
            Assert.Equal(ErrorCode.NotFound, (await missing).Outcome.Code());
            Assert.False(Silo.Database.Breaker.IsRefusing, "the server is not away");
        });

        var result = await Spikes.SubmitAsync(store, caller);
        if (kind == "share by its key") Assert.True(result.StoreMoved);
        else result.Outcome.Value();
    }

    [Fact]
    public async Task Submit_LockStaysHeld_NobodyWaitsForItAgain()
    {
        await Silo.StartAsync();
        var share = await NewShareAsync(Alice);
        await HoldAsync(Silo, "SELECT 1 FROM shares FOR UPDATE", async () =>
        {
            Assert.Equal(ErrorCode.Unavailable, (await Spikes.SubmitAsync(share)).Outcome.Code());

            var start = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < Rounds; i++)
            {
                var held = Spikes.SubmitAsync(share);
                Assert.Null(await PostAsync(Other));
                Assert.Equal(ErrorCode.Unavailable, (await held).Outcome.Code());
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < Rounds * LockTimeout);
        });

        Assert.Null(await PostAsync(share));
        Assert.Equal(Rounds + 1, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_FreeUserToAKeyOfNobody_AsksForNoMeter()
    {
        await Silo.StartAsync();
        await BecomeAsync(Alice, Tier.Pro);
        Assert.Null(await PostAsync(Unowned, Caller.For(Alice)));
        await HoldAsync(Silo, "LOCK TABLE meters", async () => Assert.Null(await PostAsync(Unowned, Caller.For(Alice), "key_1")));
    }

    [Fact]
    public async Task Submit_LockReleasedInTime_IsStored()
    {
        await using var storage = await PostgresHarness.OpenAsync();
        var share = StoreKey.Share((await storage.Shares.UploadAsync(Alice, "demo")).Id);
        Task<SubmitResult>? post = null;
        await HoldAsync(storage, "SELECT 1 FROM shares FOR UPDATE", async () =>
        {
            post = storage.Spikes.SubmitAsync(share);
            await Eventually.IsTrueAsync("the committer waits", () => IsWaitingAsync(storage));
        });

        (await post!).Outcome.Value();
    }

    [Fact]
    public void Held_MoreThanItsLimit_ForgetsAllAndRemembersOn()
    {
        var held = new HeldStores(new FakeTimeProvider());
        var items = Enumerable.Range(0, HeldStores.Max + 1).Select(number => Item("key-" + number)).ToList();
        foreach (var item in items) held.Update([item], new HashSet<string> { item.StoreText });

        var (free, apart) = held.Part(items);
        Assert.Equal(items[..^1], free);
        Assert.Equal(items[^1..], apart);

        held.Update(items, new HashSet<string>());
        Assert.Equal(items, held.Part(items).Free);
    }

    [Fact]
    public void Held_ForLong_IsWaitedForOnceMore()
    {
        var clock = new FakeTimeProvider();
        var held = new HeldStores(clock);
        SubmitItem[] items = [Item("key")];
        var stores = new HashSet<string> { items[0].StoreText };
        held.Update(items, stores);
        clock.Advance(HeldStores.MaxAge - TimeSpan.FromTicks(1));
        held.Update(items, stores);
        Assert.Equal(items, held.Part(items).Held);

        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(items, held.Part(items).Free);
        held.Update(items, stores);
        Assert.Equal(items, held.Part(items).Held);
    }

    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync(options => options with { CommitLockTimeout = LockTimeout }, start: false);

    private static async Task<bool> IsWaitingAsync(PostgresHarness storage) => await storage.ScalarAsync(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") is not null;

    private static SubmitItem Item(string key) => new(StoreKey.Unregistered(key), Command(), 0, Token);

    private static async Task HoldAsync(PostgresHarness silo, string sql, Func<Task> meanwhile)
    {
        await using var connection = await silo.Database.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
        await meanwhile();
        await transaction.RollbackAsync(Token);
    }
}
