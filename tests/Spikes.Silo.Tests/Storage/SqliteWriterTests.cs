using Microsoft.Extensions.Logging.Abstractions;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Storage.Sqlite;
using SQLitePCL;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>The writer's queue, batches and failures.</summary>
public sealed class SqliteWriterTests : IAsyncDisposable
{
    private const string InsertAccount = "INSERT INTO accounts (id) VALUES (@id)";

    private static readonly StoreKey Key = StoreKey.Unregistered("my-project");

    private readonly ManualResetEventSlim _gate = new();
    private SqliteHarness? _storage;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        if (_storage is not null) await _storage.DisposeAsync();
        _gate.Dispose();
    }

    [Fact]
    public async Task Write_ManyWaiting_AreCommittedTogetherUpTo1000()
    {
        var storage = await OpenAsync();
        var commits = 0;
        var held = await HoldAsync(storage, session => raw.sqlite3_commit_hook(
            session.Connection.Handle,
            _ =>
            {
                commits++;
                return 0;
            },
            null));
        var writes = Enumerable.Range(0, 1001).Select(_ => storage.Spikes.StoreAsync(Key)).ToList();
        _gate.Set();
        await held;
        await Task.WhenAll(writes);

        Assert.Equal(3, commits);
        Assert.Equal(1001, await storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Write_QueueFull_IsUnavailableAndStoresNothing()
    {
        var storage = await OpenAsync(options => options with { QueueCapacity = 3 });
        var held = await HoldAsync(storage);
        var accepted = Enumerable.Range(0, 3).Select(_ => storage.Spikes.SubmitAsync(Key)).ToList();
        var refused = await storage.Spikes.SubmitAsync(Key);
        _gate.Set();
        await held;

        Assert.Equal(ErrorCode.Unavailable, refused.Outcome.Code());
        Assert.False(refused.StoreMoved);
        Assert.All(await Task.WhenAll(accepted), result => result.Outcome.Value());
        Assert.Equal(3, await storage.CountRowsAsync("spikes"));
        await storage.Spikes.StoreAsync(Key);
    }

    [Fact]
    public async Task Write_TooManyBytesWaiting_IsUnavailable()
    {
        var storage = await OpenAsync(options => options with { QueueBytes = 100 });
        var held = await HoldAsync(storage);
        var accepted = storage.Shares.StageAsync("u1", [new StagedPiece(0, new byte[60])], Token);
        var refused = await storage.Shares.StageAsync("u1", [new StagedPiece(0, new byte[60])], Token);
        _gate.Set();
        await held;

        Assert.Equal(ErrorCode.Unavailable, refused.Code());
        (await accepted).Value();
        (await storage.Shares.StageAsync("u1", [new StagedPiece(0, new byte[60])], Token)).Value();
        Assert.Equal(120, (await storage.Shares.ReadStagedAsync("u1", 0, 0, 1000, Token)).Value().Bytes.Length);
    }

    [Fact]
    public async Task Write_PoisonInABatch_FailsAlone()
    {
        var storage = await OpenAsync();
        var held = await HoldAsync(storage);
        var before = storage.Spikes.SubmitAsync(Key);
        var thrown = storage.ExecuteAsync(session =>
        {
            session.Execute(InsertAccount, ("@id", "half"));
            throw new InvalidOperationException("poison");
        });
        var violated = storage.ExecuteAsync(session =>
        {
            session.Execute(InsertAccount, ("@id", "twice"));
            session.Execute(InsertAccount, ("@id", "twice"));
        });
        var after = storage.Spikes.SubmitAsync(Key);
        _gate.Set();
        await held;

        (await before).Outcome.Value();
        (await after).Outcome.Value();
        Assert.False(await thrown);
        Assert.False(await violated);
        Assert.Equal(2, await storage.CountRowsAsync("spikes"));
        Assert.Equal(0, await storage.CountRowsAsync("accounts"));
    }

    [Fact]
    public async Task Write_CommitFails_MakesTheBatchUnavailableAndHealsItself()
    {
        var storage = await OpenAsync();
        await storage.Spikes.StoreAsync(Key);
        var held = await HoldAsync(storage);
        var writes = new List<Task<SubmitResult>> { storage.Spikes.SubmitAsync(Key) };
        var hooked = storage.ExecuteAsync(session => raw.sqlite3_commit_hook(session.Connection.Handle, _ => 1, null));
        writes.Add(storage.Spikes.SubmitAsync(Key));
        _gate.Set();

        Assert.True(await held);
        Assert.False(await hooked);
        Assert.All(await Task.WhenAll(writes), result => Assert.Equal(ErrorCode.Unavailable, result.Outcome.Code()));
        Assert.Equal(1, await storage.CountRowsAsync("spikes"));
        await storage.Spikes.StoreAsync(Key);
    }

    [Fact]
    public async Task Write_DiskFull_MakesTheBatchUnavailableAndHealsItself()
    {
        var storage = await OpenAsync();
        var held = await HoldAsync(storage);
        var filled = storage.ExecuteAsync(session =>
        {
            var pages = session.Single("PRAGMA page_count", row => row.GetInt64(0));
            session.ExecuteScript("PRAGMA max_page_count = " + (pages + 20));
        });
        var small = storage.Spikes.SubmitAsync(Key);
        var large = storage.Shares.StageAsync("u1", [new StagedPiece(0, new byte[200_000])], Token);
        _gate.Set();
        await held;
        await filled;

        Assert.Equal(ErrorCode.Unavailable, (await large).Code());
        Assert.Equal(ErrorCode.Unavailable, (await small).Outcome.Code());
        Assert.Equal(0, await storage.CountRowsAsync("spikes"));
        await storage.Spikes.StoreAsync(Key);
        (await storage.Shares.StageAsync("u1", [new StagedPiece(0, new byte[200_000])], Token)).Value();
    }

    [Fact]
    public async Task Write_CallerGaveUpBeforeItBegan_IsCancelledAndStoresNothing()
    {
        var storage = await OpenAsync();
        using var caller = new CancellationTokenSource();
        var held = await HoldAsync(storage);
        var write = storage.Spikes.SubmitAsync(Key, new SubmitSpike(Caller.Anonymous, null, Draft, Guid.NewGuid().ToString()), caller.Token).AsTask();
        await caller.CancelAsync();
        _gate.Set();
        await held;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        Assert.Equal(0, await storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Write_CallerGaveUpAfterItBegan_Completes()
    {
        var storage = await OpenAsync();
        using var caller = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var write = storage.Writer.WriteAsync<Done>(
            session =>
            {
                begun.SetResult();
                _gate.Wait(Token);
                session.Execute(InsertAccount, ("@id", "kept"));
                return Done.Value;
            },
            caller.Token);
        await begun.Task;
        await caller.CancelAsync();
        _gate.Set();

        (await write).Value();
        Assert.Equal(1, await storage.CountRowsAsync("accounts"));
    }

    [Fact]
    public async Task Stop_WritesWaiting_AreKeptAndLaterOnesRefused()
    {
        var storage = await OpenAsync();
        var held = await HoldAsync(storage);
        var writes = Enumerable.Range(0, 2500).Select(_ => storage.Spikes.SubmitAsync(Key)).ToList();
        var stopped = storage.Writer.StopAsync();
        var late = await storage.Spikes.SubmitAsync(Key);
        _gate.Set();
        await stopped;
        await held;

        Assert.Equal(ErrorCode.Unavailable, late.Outcome.Code());
        Assert.All(await Task.WhenAll(writes), result => result.Outcome.Value());
        await storage.ReopenAsync();
        Assert.Equal(2500, await storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Stop_NeverStarted_RefusesWhatWaits()
    {
        var storage = await OpenAsync();
        var options = new SqliteStorageOptions(storage.Folder);
        var writer = new SqliteWriter(storage.Database, options, NullLogger<SqliteWriter>.Instance);
        var write = writer.WriteAsync<Done>(_ => Done.Value, Token);
        await writer.DisposeAsync();

        Assert.Equal(ErrorCode.Unavailable, (await write).Code());
    }

    [Fact]
    public async Task Commit_Connection_IsDurableWithForeignKeys()
    {
        var storage = await OpenAsync();
        var settings = "";
        await storage.ExecuteAsync(session => settings = session.Single(
            "SELECT j.journal_mode || ' ' || s.synchronous || ' ' || f.foreign_keys FROM pragma_journal_mode j, pragma_synchronous s, "
            + "pragma_foreign_keys f",
            row => row.GetString(0))!);

        Assert.Equal("wal 2 1", settings);
    }

    /// <summary>Keeps the writer busy until the gate opens.</summary>
    private async Task<Task<bool>> HoldAsync(SqliteHarness storage, Action<SqliteSession>? work = null)
    {
        var begun = new TaskCompletionSource();
        var held = storage.ExecuteAsync(session =>
        {
            work?.Invoke(session);
            begun.SetResult();
            _gate.Wait(Token);
        });
        await begun.Task;
        return held;
    }

    private async Task<SqliteHarness> OpenAsync(Func<SqliteStorageOptions, SqliteStorageOptions>? configure = null) =>
        _storage = await SqliteHarness.OpenAsync(configure);
}
