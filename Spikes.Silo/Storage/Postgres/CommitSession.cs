using Microsoft.Extensions.Logging;
using Npgsql;
using Spikes.Grains.Users;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Stores one batch at a time, whatever it takes, and answers every spike of it before its grain call expires: silos drop answers that are
/// older than 1.5 seconds, half a second before the grain timeout.
/// </summary>
internal sealed class CommitSession(
    PostgresDatabase database, PostgresOptions options, TierOptions limits, WorkSignal webhooks, TimeProvider timeProvider, ILogger logger)
    : IAsyncDisposable
{
    private const int MaxAttempts = 100;
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestAttempt = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryLimit = TimeSpan.FromSeconds(0.5);

    // Without a wait for locks an attempt is short. A spike may have waited twice for them: first for the end of a batch before its own.
    private static readonly TimeSpan FreeRetryLimit = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan PractiseLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly HeldStores _held = new(timeProvider);
    private CommitConnection? _connection;
    private volatile bool _hangs;

    /// <summary>True after the database could not be reached, until it is.</summary>
    public bool IsAway { get; private set; }

    /// <summary>True after the database took what it was sent and did not answer, until it does: whoever comes now would wait in vain.</summary>
    public bool IsHanging => _hangs;

    /// <summary>
    /// Goes through the steps of a batch with nothing to store. On a busy machine the first batch of a process takes longer than a spike may
    /// wait, and a silo that has just started gets its first spikes all at once.
    /// </summary>
    public Task PractiseAsync() => ReachAsync(StoreNothingAsync, PractiseLimit);

    /// <summary>Stores the spikes and sets their answers.</summary>
    /// <param name="items">The spikes, in the order in which they came.</param>
    /// <param name="abandoned">Cancelled when there is no time left: what is not stored by then is unavailable.</param>
    public async Task CommitAsync(IReadOnlyList<SubmitItem> items, CancellationToken abandoned)
    {
        var (free, held) = _held.Part(items);
        await CommitAsync(free, true, true, abandoned);
        await CommitAsync(held, false, false, abandoned);
    }

    /// <summary>Looks whether a database that was away is back.</summary>
    public Task ReconnectAsync() => ReachAsync(OpenAsync, AttemptLimit);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DropAsync();

    private async Task CommitAsync(IReadOnlyList<SubmitItem> items, bool isFirst, bool waits, CancellationToken abandoned)
    {
        for (var attempt = 1; attempt <= MaxAttempts && !abandoned.IsCancellationRequested; attempt++)
        {
            if (!isFirst || attempt > 1 || IsAway) items = [.. items.Where(item => Age(item) < (waits ? RetryLimit : FreeRetryLimit))];
            if (items.Count == 0) return;

            var failure = await TryAsync(items, waits, isFirst && attempt == 1 && !IsAway ? AttemptLimit : TimeLeft(items), abandoned);
            if (failure is null or CommitFailure.Unwell) return;
            if (failure == CommitFailure.Held)
            {
                // What is waited for even so is a row that another is just making, a meter or an id; whose spike that is, nobody can say.
                if (!waits) return;
                waits = false;
                continue;
            }

            if (failure == CommitFailure.Refused)
            {
                if (items.Count == 1) return;
                var half = items.Count / 2;
                await CommitAsync([.. items.Take(half)], false, waits, abandoned);
                await CommitAsync([.. items.Skip(half)], false, waits, abandoned);
                return;
            }

            if (IsAway) await Task.Delay(RetryDelay, timeProvider, CancellationToken.None);
        }
    }

    private async Task<CommitFailure?> TryAsync(IReadOnlyList<SubmitItem> items, bool waits, TimeSpan limit, CancellationToken abandoned)
    {
        var wasOpen = _connection is not null;
        try
        {
            var plan = await StatementLimit.RunAsync(token => AttemptAsync(items, waits, token), limit, timeProvider, abandoned);
            _held.Update(items, plan.Held);
            if (plan.Deliveries.Count > 0) webhooks.Set();
            for (var i = 0; i < items.Count; i++)
            {
                // At once: who is stored does not wait for those that are tried apart.
                items[i].Answer = plan.Answers[i];
                items[i].Complete();
            }

            Succeed();
            return null;
        }
        catch (Exception exception)
        {
            var failure = CommitFailures.Of(exception);

            // A connection that was open may have been closed while it was idle: a fresh one tells.
            if (failure == CommitFailure.Lost && (!wasOpen || IsOfLimit(exception))) Lose(exception);
            else if (failure == CommitFailure.Unwell) PostgresLog.BatchFailed(logger, items.Count, exception);
            else if (failure == CommitFailure.Refused && items.Count == 1) PostgresLog.SpikeFailed(logger, exception);
            else if (failure == CommitFailure.Held) Yield(items);
            if (failure == CommitFailure.Lost || !await TryRollbackAsync()) await DropAsync();
            return failure;
        }
    }

    private async Task<SubmitPlan> AttemptAsync(IReadOnlyList<SubmitItem> items, bool waits, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        var questions = SubmitQuestions.About(items);
        foreach (var item in items) item.WasTried = true;
        var facts = await connection.BeginAsync(questions, waits, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var payers = BudgetQuestions.About(items, facts);
        var budget = payers is null ? null : await connection.LockMetersAsync(payers, waits, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var plan = SubmitPlan.Make(items, facts, budget, limits, Instants.Now(timeProvider));
        if (plan.LimitedIds is { Length: > 0 } limited) plan.Repeat(await connection.FindAsync(limited, cancellationToken));
        if (plan.Rows.Count == 0) await connection.RollbackAsync(cancellationToken);
        else await connection.StoreAsync(plan, cancellationToken);
        return plan;
    }

    private async Task ReachAsync(Func<CancellationToken, Task<CommitConnection>> work, TimeSpan limit)
    {
        try
        {
            await StatementLimit.RunAsync(work, limit, timeProvider, CancellationToken.None);
            Succeed();
        }
        catch (Exception exception)
        {
            Lose(exception);
            await DropAsync();
        }
    }

    private async Task<CommitConnection> StoreNothingAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        var facts = await connection.BeginAsync(SubmitQuestions.About([]), waits: true, cancellationToken);
        var budget = await connection.LockMetersAsync(BudgetQuestions.Nobody, waits: true, cancellationToken);
        await connection.StoreAsync(SubmitPlan.Make([], facts, budget, limits, Instants.Now(timeProvider)), cancellationToken);
        return connection;
    }

    private async Task<CommitConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } connection) return connection;

        var opened = await CommitConnection.OpenAsync(database.Source, options.CommitLockTimeout, cancellationToken);
        if (!cancellationToken.IsCancellationRequested) return _connection = opened;

        // Nobody waits for it any more, and another may have been opened since.
        await opened.DisposeAsync();
        throw new OperationCanceledException(cancellationToken);
    }

    private async Task<bool> TryRollbackAsync()
    {
        if (_connection is not { } connection) return true;
        try
        {
            return await StatementLimit.RunAsync(
                async token =>
                {
                    await connection.RollbackAsync(token);
                    return true;
                },
                ShortestAttempt,
                timeProvider,
                CancellationToken.None);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task DropAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await PostgresDatabase.DropAsync(connection, timeProvider);
    }

    // The driver has a limit of its own for opening.
    private static bool IsOfLimit(Exception exception) =>
        exception is OperationCanceledException or TimeoutException or NpgsqlException { InnerException: TimeoutException };

    private void Succeed()
    {
        IsAway = _hangs = false;
        database.Breaker.Succeed();
    }

    // The server is well: it has said whose turn it is not.
    private void Yield(IReadOnlyList<SubmitItem> items)
    {
        PostgresLog.LockHeld(logger, items.Count);
        Succeed();
    }

    private void Lose(Exception exception)
    {
        if (!IsAway) PostgresLog.Away(logger, exception.Message);
        IsAway = true;
        _hangs = IsOfLimit(exception);
        database.Breaker.Fail();
    }

    private TimeSpan Age(SubmitItem item) => timeProvider.GetElapsedTime(item.QueuedAt);

    private TimeSpan TimeLeft(IReadOnlyList<SubmitItem> items)
    {
        var left = AnswerLimit - Age(items[0]);
        return left > ShortestAttempt ? left : ShortestAttempt;
    }
}
