using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Brings the schema to the version of this program, whoever else starts at the same time.</summary>
internal static class PostgresMigrator
{
    /// <summary>The server's lock that a migrating process holds: any number that no other program takes on the same database.</summary>
    public const long LockKey = 0x5370696B6573;

    private const string ResourcePrefix = "postgres/";

    /// <summary>A migration of a large table is work, not a fault; without a bound a lost answer would hold the start for ever.</summary>
    private const int LongestStatementSeconds = 3600;

    private static readonly TimeSpan LongestLockWait = TimeSpan.FromSeconds(60);

    /// <summary>The migrations in this program.</summary>
    public static IReadOnlyList<Migration> Embedded() => Migration.Embedded(ResourcePrefix);

    /// <summary>Runs what the database lacks, each file in one transaction, and tells its version.</summary>
    /// <param name="source">Where the database is.</param>
    /// <param name="time">Dates the records.</param>
    /// <param name="ct">Ends the waiting; what is committed stays.</param>
    /// <param name="migrations">Instead of those in this program.</param>
    /// <param name="longestLockWait">How long another process may migrate before this one gives up; 60 s unless told.</param>
    /// <exception cref="StartException">
    /// The database cannot be reached or used, was made by a newer program, or another process migrates for too long.
    /// </exception>
    public static async Task<int> ApplyAsync(
        NpgsqlDataSource source,
        TimeProvider time,
        CancellationToken ct,
        IReadOnlyList<Migration>? migrations = null,
        TimeSpan? longestLockWait = null)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            try
            {
                await LockAsync(connection, longestLockWait ?? LongestLockWait, ct);
                return await ApplyAsync(connection, migrations ?? Embedded(), time, ct);
            }
            finally
            {
                await UnlockAsync(connection);
            }
        }
        catch (Exception exception) when (PostgresFault.Describe(exception, source.ConnectionString) is { } line)
        {
            throw new StartException(line, exception);
        }
    }

    private static async Task LockAsync(NpgsqlConnection connection, TimeSpan longestWait, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(
                connection,
                "SELECT set_config('lock_timeout', @wait, false); SELECT pg_advisory_lock(@key)",
                cancellationToken,
                new("wait", ((long)longestWait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)),
                new("key", LockKey));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new StartException(
                $"Another process has been changing the schema of the database for {longestWait.TotalSeconds} s; wait until it is done, then start again");
        }
    }

    // The server frees the lock itself when the connection is lost, but the pool only resets a connection when it is next used. Whoever
    // was cancelled does not know whether it has the lock: freeing what is not held is no error.
    private static async Task UnlockAsync(NpgsqlConnection connection)
    {
        if (connection.State != System.Data.ConnectionState.Open) return;
        try
        {
            await ExecuteAsync(connection, "SELECT pg_advisory_unlock(@key)", CancellationToken.None, new NpgsqlParameter("key", LockKey));
        }
        catch (NpgsqlException)
        {
            NpgsqlConnection.ClearPool(connection);
        }
    }

    private static async Task<int> ApplyAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> migrations, TimeProvider time, CancellationToken cancellationToken)
    {
        var applied = await AppliedAsync(connection, cancellationToken);
        var newest = migrations.Count == 0 ? 0 : migrations[^1].Version;
        if (applied.Max is var version && version > newest) throw Migration.Newer(version, newest);

        foreach (var migration in migrations.Where(migration => !applied.Contains(migration.Version)))
            await ApplyAsync(connection, migration, time, cancellationToken);
        return newest;
    }

    // CREATE TABLE IF NOT EXISTS demands the right to create even where the table is: a silo may have only the right to read and write.
    private static async Task<SortedSet<int>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand("SELECT to_regclass('schema_migrations') IS NOT NULL", connection);
        if (await find.ExecuteScalarAsync(cancellationToken) is not true)
        {
            await ExecuteAsync(
                connection,
                "CREATE TABLE schema_migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)",
                cancellationToken);
        }

        await using var read = new NpgsqlCommand("SELECT version FROM schema_migrations", connection);
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        SortedSet<int> versions = [];
        while (await rows.ReadAsync(cancellationToken)) versions.Add(rows.GetInt32(0));
        return versions;
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection, Migration migration, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await ExecuteAsync(
            connection,
            "INSERT INTO schema_migrations (version, name, applied_at) VALUES (@version, @name, @at)",
            cancellationToken,
            new("version", migration.Version),
            new("name", migration.Name),
            new("at", NpgsqlDbType.TimestampTz) { Value = time.GetUtcNow() });
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = LongestStatementSeconds };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
