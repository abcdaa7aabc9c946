namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// How long statements may take. To cancel one, the driver asks the server on another connection and blocks its thread until that answers;
/// a server that hangs would so block one thread of the pool after the other. Here a thread of its own does it.
/// </summary>
internal sealed class StatementLimit : IDisposable
{
    /// <summary>What the server may take for the cancellation; after it nobody waits for a statement any more.</summary>
    public static readonly TimeSpan CancelLimit = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _source = new();
    private readonly ITimer? _timer;
    private int _ended;

    /// <summary>Cancels when told only.</summary>
    public StatementLimit()
    {
    }

    /// <summary>Cancels once the time is over.</summary>
    public StatementLimit(TimeSpan limit, TimeProvider timeProvider) =>
        _timer = timeProvider.CreateTimer(static state => ((StatementLimit)state!).Cancel(), this, limit, Timeout.InfiniteTimeSpan);

    /// <summary>For the driver; callers' own tokens must not reach it.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Runs statements that are cancelled once the time is over.</summary>
    /// <param name="work">The statements; what they write is undefined once they were cut off.</param>
    /// <param name="limit">How long they may take, without what the cancellation takes.</param>
    /// <param name="timeProvider">Whose time.</param>
    /// <param name="abandoned">Cancels them earlier.</param>
    /// <exception cref="OperationCanceledException">They were cancelled.</exception>
    /// <exception cref="TimeoutException">They were cancelled, and the server has not said so yet.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work, TimeSpan limit, TimeProvider timeProvider, CancellationToken abandoned)
    {
        using var deadline = new StatementLimit(limit, timeProvider);
        await using var registration = abandoned.UnsafeRegister(static state => ((StatementLimit)state!).Cancel(), deadline);
        try
        {
            return await work(deadline.Token).WaitAsync(limit + CancelLimit, timeProvider, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // After a pause of the process both times may be over at once, and this one be told first.
            deadline.Cancel();
            throw;
        }
    }

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
