namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// How long statements may take. To cancel one, the driver asks the server on another connection and blocks its thread until that answers;
/// a server that hangs would so block one thread of the pool after the other. Here a thread of its own does it.
/// </summary>
internal sealed class StatementLimit : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly ITimer? _timer;
    private int _ended;

    /// <summary>Cancels once the time is over.</summary>
    public StatementLimit(TimeSpan limit, TimeProvider timeProvider) =>
        _timer = timeProvider.CreateTimer(static state => ((StatementLimit)state!).Cancel(), this, limit, Timeout.InfiniteTimeSpan);

    /// <summary>Cancels when told only.</summary>
    public StatementLimit()
    {
    }

    /// <summary>For the driver; callers' own tokens must not reach it.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Cancels now, without waiting for what that does. Does nothing after the disposal.</summary>
    public void Cancel()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 1) return;
        new Thread(CancelAndDispose) { IsBackground = true, Name = "Cancels a statement" }.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        if (Interlocked.Exchange(ref _ended, 1) == 0) _source.Dispose();
    }

    private void CancelAndDispose()
    {
        _source.Cancel();
        _source.Dispose();
    }
}
