using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using Spikes.Gateway.Hosting;
using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>The database as the stores use it: few connections, and every failure a value.</summary>
internal sealed class PostgresDatabase : IDisposable
{
    private const int Attempts = 3;

    private readonly PostgresOptions _options;
    private readonly ILogger<PostgresDatabase> _logger;
    private readonly SemaphoreSlim _free;
    private readonly TimeProvider _time;
    private int _waiting;

    public PostgresDatabase(NpgsqlDataSource source, PostgresOptions options, TimeProvider timeProvider, ILogger<PostgresDatabase> logger)
    {
        Source = source;
        _options = options;
        _logger = logger;
        _time = timeProvider;
        _free = new SemaphoreSlim(options.Connections, options.Connections);
        Breaker = new DatabaseBreaker(options.BreakFor, timeProvider);
    }

    /// <summary>Where every connection comes from; its owner disposes of it.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Whether the database is known to be away.</summary>
    public DatabaseBreaker Breaker { get; }

    /// <summary>
    /// Runs statements without a transaction; <see cref="Refusal.Unavailable"/> when the database is away or crowded, or needs longer than
    /// <see cref="PostgresOptions.LongestRead"/>. The caller's cancellation is looked at before it begins: a read is short.
    /// </summary>
    public async ValueTask<Outcome<T>> ReadAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<Outcome<T>>> read, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        var successes = Breaker.Successes;
        try
        {
            return await StatementLimit.RunAsync(token => RunAsync(read, token), _options.LongestRead, _time, CancellationToken.None);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Slow is not away: others are refused only when the server has answered nobody meanwhile.
            PostgresLog.ReadTooLong(_logger);
            if (Breaker.Successes == successes) Breaker.Fail();
            return Refusal.Unavailable;
        }
    }

    /// <summary>
    /// Runs statements in one transaction that is committed unless the outcome is a refusal. It runs again when it met another one, so
    /// it must leave nothing behind but what it wrote. A connection that is lost at the commit leaves open whether it was stored: the
    /// caller is told that it was not, so whoever writes must bear being asked again.
    /// </summary>
    public async Task<Outcome<T>> WriteAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<Outcome<T>>> write, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = await UnlessSilentAsync<T>((connection, token) => InTransactionAsync(connection, write, attempt, token));
            if (outcome.IsSuccess(out _, out var refusal) || !ReferenceEquals(refusal, Again)) return outcome;
        }
    }

    public void Dispose() => _free.Dispose();

    /// <summary>Lets go of a connection without waiting for a server that hangs.</summary>
    public static async Task DropAsync(IAsyncDisposable connection, TimeProvider timeProvider)
    {
        try
        {
            await connection.DisposeAsync().AsTask().WaitAsync(StatementLimit.CancelLimit, timeProvider);
        }
        catch (Exception)
        {
            // It is of no use any more, whatever it says.
        }
    }

    /// <summary>Whether a failure is the database's, not a mistake of the program's.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException;

    /// <summary>Whether the transaction met another one and may simply run again.</summary>
    public static bool IsConflict(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation,
    };

    private static readonly Refusal Again = new(ErrorCode.Unavailable, "A concurrent write came first");

    /// <summary>A write may take its time as long as the server answers somebody; the fence asks it about once a second.</summary>
    private async Task<Outcome<T>> UnlessSilentAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<Outcome<T>>> write)
        where T : class
    {
        using var limit = new StatementLimit();
        var work = RunAsync(write, limit.Token);
        while (true)
        {
            var successes = Breaker.Successes;
            try
            {
                return await work.WaitAsync(_options.LongestSilence, _time, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                if (Breaker.Successes != successes) continue;
                limit.Cancel();
                PostgresLog.WriteTooLong(_logger);
                Breaker.Fail();
                return Refusal.Unavailable;
            }
        }
    }

    private async Task<Outcome<T>> RunAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<Outcome<T>>> work, CancellationToken cancellationToken)
        where T : class
    {
        if (!Breaker.TryEnter()) return Refusal.Unavailable;
        if (!await IsMyTurnAsync())
        {
            Breaker.GiveUp();
            return Refusal.Unavailable;
        }

        try
        {
            await using var connection = await Source.OpenConnectionAsync(cancellationToken);
            var outcome = await work(connection, cancellationToken);
            Breaker.Succeed();
            return outcome;
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            return Fail(exception);
        }
        catch
        {
            Breaker.GiveUp();
            throw;
        }
        finally
        {
            _free.Release();
        }
    }

    private async ValueTask<bool> IsMyTurnAsync()
    {
        if (_free.Wait(0, CancellationToken.None)) return true;
        try
        {
            return Interlocked.Increment(ref _waiting) <= _options.MaxWaiting && await _free.WaitAsync(_options.LongestWait, CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static async Task<Outcome<T>> InTransactionAsync<T>(
        NpgsqlConnection connection, Func<NpgsqlConnection, CancellationToken, Task<Outcome<T>>> write, int attempt, CancellationToken token)
        where T : class
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            var outcome = await write(connection, token);
            if (outcome.IsSuccess(out _, out _)) await transaction.CommitAsync(token);
            return outcome;
        }
        catch (Exception exception) when (attempt < Attempts && IsConflict(exception))
        {
            return Again;
        }
    }

    private Refusal Fail(Exception exception)
    {
        if (PostgresFault.IsRefusal(exception))
        {
            PostgresLog.StatementFailed(_logger, exception);
            Breaker.Succeed();
        }
        else
        {
            PostgresLog.Away(_logger, exception.Message);
            Breaker.Fail();
        }

        return Refusal.Unavailable;
    }
}
