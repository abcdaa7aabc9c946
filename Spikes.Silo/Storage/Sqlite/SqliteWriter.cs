using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>
/// The one writer: a thread of its own takes whatever waits and commits it as one transaction. SQLite blocks its thread, so that no
/// grain's turn and no thread of the pool waits for the disk.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>The most writes of one transaction.</summary>
    public const int MaxBatch = 1000;

    /// <summary>A transaction takes no further write once its payload has reached this.</summary>
    public const long MaxBatchBytes = 8 * 1024 * 1024;

    private readonly SqliteDatabase _database;
    private readonly ILogger<SqliteWriter> _logger;
    private readonly long _maxQueuedBytes;
    private readonly Channel<WriteItem> _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteSession? _session;
    private long _queuedBytes;
    private int _started;

    public SqliteWriter(SqliteDatabase database, SqliteStorageOptions options, ILogger<SqliteWriter> logger)
    {
        _database = database;
        _logger = logger;
        _maxQueuedBytes = options.QueueBytes;
        _queue = Channel.CreateBounded<WriteItem>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
    }

    /// <summary>Begins to write. What was queued before is kept.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
            new Thread(WriteUntilStopped) { IsBackground = true, Name = "spikes-sqlite-writer" }.Start();
    }

    /// <summary>Writes what was accepted and refuses what comes later. At most a full queue is written, so it takes no token.</summary>
    public Task StopAsync()
    {
        _queue.Writer.TryComplete();
        if (Interlocked.Exchange(ref _started, 1) == 0) RefuseWaiting();
        return _ended.Task;
    }

    /// <summary>Queues a write; a full queue, a failure or a stop is <see cref="Refusal.Unavailable"/>, and nothing was stored.</summary>
    public Task<Outcome<T>> WriteAsync<T>(
        Func<SqliteSession, Outcome<T>> work, CancellationToken cancellationToken, long bytes = 0)
        where T : class
        => RunAsync(work, Refusal.Unavailable, cancellationToken, bytes);

    /// <summary>Queues a write.</summary>
    /// <param name="work">Runs inside a transaction. What it throws undoes this write only.</param>
    /// <param name="unavailable">The answer when nothing was stored.</param>
    /// <param name="cancellationToken">Cancels a write that has not begun.</param>
    /// <param name="bytes">The payload that is held in memory until then.</param>
    public Task<T> RunAsync<T>(Func<SqliteSession, T> work, T unavailable, CancellationToken cancellationToken, long bytes = 0)
    {
        var item = new WriteItem<T>(work, unavailable, bytes, cancellationToken);
        var isWithin = Interlocked.Add(ref _queuedBytes, bytes) <= _maxQueuedBytes || bytes == 0;
        if (isWithin && _queue.Writer.TryWrite(item)) return item.Task;

        Interlocked.Add(ref _queuedBytes, -bytes);
        SqliteLog.QueueFull(_logger, _queue.Reader.Count);
        return Task.FromResult(unavailable);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private void WriteUntilStopped()
    {
        var batch = new List<WriteItem>(MaxBatch);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Take(batch);
            if (!TryCommit(batch)) batch.ForEach(item => item.Undo());
            batch.ForEach(item => item.Complete());
            batch.Clear();
        }

        _session?.Dispose();
        _ended.SetResult();
    }

    private void Take(List<WriteItem> batch)
    {
        var bytes = 0L;
        while (batch.Count < MaxBatch && bytes < MaxBatchBytes && _queue.Reader.TryRead(out var item))
        {
            batch.Add(item);
            bytes += item.Bytes;
        }

        Interlocked.Add(ref _queuedBytes, -bytes);
    }

    /// <summary>
    /// At first as if nothing could fail: a savepoint for each write costs as much as the write. When one fails, all run again, each so that
    /// it can be undone alone.
    /// </summary>
    private bool TryCommit(List<WriteItem> batch)
    {
        try
        {
            _session ??= _database.OpenWriter();
            if (!TryRunTogether(_session, batch)) RunOneByOne(_session, batch);
            _session.Execute("COMMIT");
            return true;
        }
        catch (Exception exception)
        {
            // Closing rolls back, and a fresh connection heals whatever was wrong with this one.
            SqliteLog.BatchFailed(_logger, batch.Count, exception);
            _session?.Dispose();
            _session = null;
            return false;
        }
    }

    private static bool TryRunTogether(SqliteSession session, List<WriteItem> batch)
    {
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var item in batch)
            {
                if (!item.IsCancelled) item.Run(session);
            }

            return true;
        }
        catch (Exception) when (session.InTransaction)
        {
            session.Execute("ROLLBACK");
            return false;
        }
    }

    private void RunOneByOne(SqliteSession session, List<WriteItem> batch)
    {
        session.Execute("BEGIN IMMEDIATE");
        foreach (var item in batch)
        {
            item.Undo();
            if (!item.IsCancelled) RunAlone(session, item);
        }
    }

    private void RunAlone(SqliteSession session, WriteItem item)
    {
        session.Execute("SAVEPOINT item");
        try
        {
            item.Run(session);
        }
        catch (Exception exception) when (session.InTransaction)
        {
            SqliteLog.WriteFailed(_logger, exception);
            session.Execute("ROLLBACK TO item");
            item.Undo();
        }

        session.Execute("RELEASE item");
    }

    private void RefuseWaiting()
    {
        while (_queue.Reader.TryRead(out var item)) item.Complete();
        _ended.SetResult();
    }
}
