using Microsoft.Data.Sqlite;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Makes the file of the grain state ready before the silo's storage provider reads its statements.</summary>
internal sealed class SqliteGrainSchema(string dataDirectory, TimeProvider timeProvider) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The file's name in the data directory.</summary>
    public const string FileName = "grains.db";

    private const string MigrationPrefix = "grains/";

    // While one connection writes, the driver tries another's write again for this long, on a thread of the pool.
    private const int BusySeconds = 10;

    /// <summary>What the storage provider opens its connections with. SQLite's own default, synchronous = FULL, stays.</summary>
    public static string ConnectionString(string dataDirectory) => new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(dataDirectory, FileName),
        Mode = SqliteOpenMode.ReadWriteCreate,
        DefaultTimeout = BusySeconds,
    }.ToString();

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(SqliteGrainSchema), ServiceLifecycleStage.RuntimeInitialize, Prepare, Close);

    private Task Prepare(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(dataDirectory);
        using var session = new SqliteSession(new SqliteConnection(ConnectionString(dataDirectory)));
        session.Open();
        session.ExecuteScript("PRAGMA journal_mode = WAL");
        SqliteMigrator.Apply(session, Migration.Embedded(MigrationPrefix), timeProvider);
        return Task.CompletedTask;
    }

    private Task Close(CancellationToken cancellationToken)
    {
        using var connection = new SqliteConnection(ConnectionString(dataDirectory));
        SqliteConnection.ClearPool(connection);
        return Task.CompletedTask;
    }
}
