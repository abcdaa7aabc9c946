namespace Spikes.Silo.Storage.Sqlite;

/// <summary>A write that waits for its turn. The caller is told only after the commit.</summary>
internal abstract class WriteItem(long bytes, CancellationToken cancellationToken)
{
    /// <summary>The payload, for the limits of queue and batch.</summary>
    public long Bytes => bytes;

    /// <summary>True when the caller gave up before the write began.</summary>
    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <summary>Writes, inside the transaction; once more after <see cref="Undo"/>.</summary>
    public abstract void Run(SqliteSession session);

    /// <summary>Forgets what <see cref="Run"/> answered: it was undone, or the caller gave up before.</summary>
    public abstract void Undo();

    /// <summary>Tells the caller.</summary>
    public abstract void Complete();

    /// <summary>The caller's token.</summary>
    protected CancellationToken CancellationToken => cancellationToken;
}

/// <summary>A write with an answer.</summary>
/// <param name="work">The write; what it throws undoes it.</param>
/// <param name="unavailable">The answer when nothing was stored.</param>
/// <param name="bytes">The payload.</param>
internal sealed class WriteItem<T>(
    Func<SqliteSession, T> work, T unavailable, long bytes, CancellationToken cancellationToken)
    : WriteItem(bytes, cancellationToken)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _answer;
    private bool _begun;
    private bool _kept;

    /// <summary>The answer, once it is durable.</summary>
    public Task<T> Task => _done.Task;

    /// <inheritdoc/>
    public override void Run(SqliteSession session)
    {
        _begun = true;
        _answer = work(session);
        _kept = true;
    }

    /// <inheritdoc/>
    public override void Undo() => _kept = false;

    /// <inheritdoc/>
    public override void Complete()
    {
        if (!_begun && IsCancelled) _done.SetCanceled(CancellationToken);
        else _done.SetResult(_kept ? _answer! : unavailable);
    }
}
