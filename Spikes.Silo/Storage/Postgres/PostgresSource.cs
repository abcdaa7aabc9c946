using Npgsql;
using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Makes the two pools of connections of a silo.</summary>
internal static class PostgresSource
{
    /// <summary>What the start of a silo uses of each pool at once: members and reminders; the committer, and what sweeps and sends.</summary>
    private const int Early = 4;

    /// <summary>The committer, a second one of it while the first hangs, the look of the fence, and one to spare.</summary>
    private const int BesideStores = 4;

    private const int KeepAliveSeconds = 10;

    /// <summary>
    /// For the stores and the committer. Each statement has a <see cref="StatementLimit"/>: the driver cancels by itself only what hangs while
    /// the server is well.
    /// </summary>
    public static NpgsqlDataSource Create(PostgresOptions options)
    {
        var settings = Settings(options);
        settings.CommandTimeout = (int)Math.Ceiling(options.LostAfter.TotalSeconds);
        settings.MaxPoolSize = options.Connections + BesideStores;
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>For Orleans, which sets no limits of its own.</summary>
    public static NpgsqlDataSource CreateForOrleans(PostgresOptions options)
    {
        var settings = Settings(options);
        settings.CommandTimeout = (int)Math.Ceiling(options.OrleansStatementTimeout.TotalSeconds);
        settings.MaxPoolSize = options.OrleansConnections;
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>
    /// Opens what the start needs before it begins. On a busy machine the first connections take longer than a request may wait, the very
    /// first for the types of the server that the driver reads with it; and a silo ends when its first look at the members fails. What it
    /// opened before it failed stays open for the next time.
    /// </summary>
    /// <exception cref="StartException">The server does not answer in time, or refuses.</exception>
    public static async Task OpenEarlyAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var open = new List<NpgsqlConnection>();
        try
        {
            while (open.Count < Early) open.Add(await source.OpenConnectionAsync(cancellationToken));
        }
        catch (Exception exception) when (PostgresFault.Describe(exception, source.ConnectionString) is { } line)
        {
            throw new StartException(line, exception);
        }
        finally
        {
            // They stay open in the pool.
            foreach (var connection in open) await connection.DisposeAsync();
        }
    }

    private static NpgsqlConnectionStringBuilder Settings(PostgresOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);

        // The driver prepares what comes often. A plan that the server then keeps may have been made for empty tables and scan the
        // full ones: it plans anew every time, for the tables and values as they are. Every list has an index in its order; before
        // the first ANALYZE the planner would rather collect and sort. What it is forbidden counts as very expensive, and for that
        // alone it would compile.
        settings.Options += " -c plan_cache_mode=force_custom_plan -c enable_sort=off -c jit=off";

        // Less than a statement may take in all: a wait for a lock must not look like a server that hangs.
        settings.Options += Milliseconds("lock_timeout", options.LockTimeout) + Milliseconds("statement_timeout", options.StatementTimeout);

        // A process that stops inside a transaction must not keep its locks.
        settings.Options += Milliseconds("idle_in_transaction_session_timeout", options.StatementTimeout);
        settings.Timeout = (int)Math.Ceiling(options.LongestWait.TotalSeconds);
        settings.CancellationTimeout = 500;

        // A network that forgets idle connections without a word is noticed before one is used.
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = KeepAliveSeconds;
        settings.TcpKeepAliveInterval = KeepAliveSeconds;
        settings.MaxAutoPrepare = 64;
        return settings;
    }

    private static string Milliseconds(string setting, TimeSpan value) =>
        FormattableString.Invariant($" -c {setting}={value.TotalMilliseconds:0}");
}
