using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Outcomes;

using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>A few connections that read, beside the one that writes and without waiting for it.</summary>
internal sealed class SqliteReaders(SqliteDatabase database, SqliteStorageOptions options, ILogger<SqliteReaders> logger) : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _free = new(options.Readers, options.Readers);

    /// <summary>
    /// Reads; a failing or crowded database is <see cref="Refusal.Unavailable"/>. SQLite blocks the thread: what it answers is complete.
    /// </summary>
    public ValueTask<Outcome<T>> ReadAsync<T>(Func<SqliteSession, Outcome<T>> read)
        where T : class => ValueTask.FromResult(Read(read));

    private Outcome<T> Read<T>(Func<SqliteSession, Outcome<T>> read)
        where T : class
    {
        if (!_free.Wait(MaxWait)) return Refusal.Unavailable;
        try
        {
            return ReadWithSession(read);
        }
        catch (Exception exception) when (exception is SqliteException or StartException)
        {
            SqliteLog.ReadFailed(logger, exception);
            return Refusal.Unavailable;
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Closes the idle connections.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out var session)) session.Dispose();
        _free.Dispose();
    }

    private Outcome<T> ReadWithSession<T>(Func<SqliteSession, Outcome<T>> read)
        where T : class
    {
        if (!_idle.TryTake(out var session)) session = database.OpenReader();
        try
        {
            var outcome = read(session);
            _idle.Add(session);
            session = null;
            return outcome;
        }
        finally
        {
            // Only after an exception: the connection may be the cause, so the next read opens another.
            session?.Dispose();
        }
    }
}
