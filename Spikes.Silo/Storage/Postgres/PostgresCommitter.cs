using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;
using Spikes.Grains.Users;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// The one that stores spikes, one in each silo: a loop takes whatever waits and commits it as one transaction. Several silos may write
/// to one store: the rows of the database decide, never what a silo remembers.
/// </summary>
internal sealed class PostgresCommitter : IAsyncDisposable
{
    /// <summary>The most spikes of one transaction.</summary>
    public const int MaxBatch = 1000;

    /// <summary>A transaction takes no further spike once its payload has reached this.</summary>
    public const long MaxBatchBytes = 8 * 1024 * 1024;

    private readonly PostgresDatabase _database;
    private readonly PostgresOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<PostgresCommitter> _logger;
    private readonly Channel<SubmitItem> _queue;
    private readonly CommitSession _session;
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _queuedBytes;
    private int _started;

    public PostgresCommitter(
        PostgresDatabase database,
        PostgresOptions options,
        IOptions<TierOptions> limits,
        WorkSignal webhooks,
        TimeProvider timeProvider,
        ILogger<PostgresCommitter> logger)
    {
        _database = database;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
        _queue = Channel.CreateBounded<SubmitItem>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _session = new CommitSession(database, options, limits.Value, webhooks, timeProvider, logger);
    }

    /// <summary>Whether the loop takes spikes.</summary>
    public bool IsRunning => Volatile.Read(ref _started) == 1 && !_ended.Task.IsCompleted;

    /// <summary>Begins to store. What was queued before is kept.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0) _ = Task.Run(StoreUntilStoppedAsync);
    }

    /// <summary>
    /// Queues a spike and answers once it is durable. A full queue, a database that is away and a stop are unavailable at once; nothing
    /// was stored then.
    /// </summary>
    public ValueTask<SubmitResult> SubmitAsync(StoreKey store, SubmitSpike command, CancellationToken cancellationToken)
    {
        if (_database.Breaker.IsRefusing || _session.IsHanging) return new(SubmitItem.Unavailable);

        var item = new SubmitItem(store, command, _timeProvider.GetTimestamp(), cancellationToken);
        if (Interlocked.Add(ref _queuedBytes, item.Bytes) <= _options.QueueBytes && _queue.Writer.TryWrite(item)) return new(item.Task);

        Interlocked.Add(ref _queuedBytes, -item.Bytes);
        PostgresLog.QueueFull(_logger, _queue.Reader.Count);
        return new(SubmitItem.Unavailable);
    }

    /// <summary>Stores what was accepted and refuses what comes later.</summary>
    public Task StopAsync()
    {
        _queue.Writer.TryComplete();
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            while (_queue.Reader.TryRead(out var item)) item.Complete();
            _ended.TrySetResult();
        }

        return _ended.Task;
    }

    /// <summary>Refuses what still waits: there is no time left.</summary>
    public void Abandon() => _abandoned.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _session.DisposeAsync();
        _abandoned.Dispose();
    }

    private async Task StoreUntilStoppedAsync()
    {
        var batch = new List<SubmitItem>(MaxBatch);
        await _session.PractiseAsync();
        while (await WaitAsync())
        {
            Take(batch);
            await StoreAsync(batch);
            batch.Clear();
        }

        _ended.SetResult();
    }

    private async Task StoreAsync(List<SubmitItem> batch)
    {
        try
        {
            if (batch.Count > 0) await _session.CommitAsync(batch, _abandoned.Token);
        }
        catch (Exception exception)
        {
            // The loop outlives whatever happens to a batch.
            PostgresLog.BatchFailed(_logger, batch.Count, exception);
        }

        foreach (var item in batch) item.Complete();
    }

    /// <summary>Waits for spikes; while the database is away, it also looks whether it is back, so that the first caller is served.</summary>
    private async Task<bool> WaitAsync()
    {
        var waiting = _queue.Reader.WaitToReadAsync().AsTask();
        while (_session.IsAway && !waiting.IsCompleted)
        {
            if (await Task.WhenAny(waiting, Task.Delay(_options.BreakFor, _timeProvider)) != waiting) await _session.ReconnectAsync();
        }

        return await waiting;
    }

    private void Take(List<SubmitItem> batch)
    {
        var bytes = 0L;
        while (batch.Count < MaxBatch && bytes < MaxBatchBytes && _queue.Reader.TryRead(out var item))
        {
            bytes += item.Bytes;
            if (item.IsCancelled) item.Cancel();
            else batch.Add(item);
        }

        Interlocked.Add(ref _queuedBytes, -bytes);
    }
}
