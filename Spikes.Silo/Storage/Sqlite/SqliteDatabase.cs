using Microsoft.Data.Sqlite;

using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>The file with the rows, and how its connections are opened.</summary>
internal sealed class SqliteDatabase(SqliteStorageOptions options)
{
    /// <summary>The file's name in the data directory.</summary>
    public const string FileName = "spikes.db";

    private const int BusySeconds = 5;

    private const string ReaderSettings = "PRAGMA query_only = ON;";

    // A post changes a page of its store's own, so that a burst over many stores needs more than the 2 MiB of memory that are usual. Pages
    // that change again and again are copied back once in 32 MiB of log, and the log is cut back to 64 MiB after a burst. Foreign keys
    // cascade from content to its chunks.
    private const string WriterSettings =
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; "
        + "PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = 67108864;";

    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(options.DataDirectory, FileName),
        Mode = SqliteOpenMode.ReadWriteCreate,
        DefaultTimeout = BusySeconds,
        Pooling = false,
    }.ToString();

    /// <summary>Opens the one connection that writes.</summary>
    public SqliteSession OpenWriter()
    {
        Directory.CreateDirectory(options.DataDirectory);
        var session = Open(WriterSettings);
        if (session.Single("PRAGMA journal_mode = WAL", row => row.GetString(0)) == "wal") return session;

        session.Dispose();
        throw new StartException($"The file system of {options.DataDirectory} does not support SQLite's write-ahead log");
    }

    /// <summary>Opens a connection that reads.</summary>
    public SqliteSession OpenReader() => Open(ReaderSettings);

    private SqliteSession Open(string settings)
    {
        var session = new SqliteSession(new SqliteConnection(_connectionString));
        try
        {
            session.Open();
            session.ExecuteScript($"PRAGMA busy_timeout = {BusySeconds * 1000};" + settings);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
