using Microsoft.Data.Sqlite;
using Spikes.Load.Measuring;

namespace Spikes.Load.Yardsticks;

/// <summary>One connection that inserts and commits in a loop, as durable as Local mode is: WAL, synchronous = FULL.</summary>
/// <param name="rows">The rows of each commit. As many as there are clients are more than any server can have at once.</param>
internal sealed class SqliteCommits(int rows, TimeProvider time) : IMeasured
{
    private const string Table = "yardstick";

    private readonly TestDirectory _folder = new();

    public string What => rows == 1 ? "single-row commits of SQLite, one loop" : $"commits of {rows} rows of SQLite, one loop";

    // The loop blocks, so it has a thread of its own.
    public Task<Sample> MeasureAsync(TimeSpan warmUp, TimeSpan measured) =>
        Task.Factory.StartNew(() => Measure(warmUp, measured), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private Sample Measure(TimeSpan warmUp, TimeSpan measured)
    {
        using var connection = Open();
        using var insert = Prepare(connection);
        var (id, store) = (insert.Parameters["@id"], insert.Parameters["@store"]);
        var result = new Measurement(measured);
        var start = time.GetTimestamp();
        for (var number = 0; ; number += rows)
        {
            var began = time.GetElapsedTime(start);
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var row = 0; row < rows; row++)
            {
                id.Value = Guid.NewGuid().ToString();
                store.Value = $"key/load-{(number + row) % 1000:d4}";
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
            var ended = time.GetElapsedTime(start);
            if (ended > warmUp + measured)
                return Sample.Of(result);
            for (var row = 0; row < rows && began >= warmUp; row++)
                result.Add(ended - began);
        }
    }

    private SqliteConnection Open()
    {
        var text = new SqliteConnectionStringBuilder { DataSource = _folder["yardstick.db"], Pooling = false }.ToString();
        var connection = new SqliteConnection(text);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
            + SampleSpike.CreateTable(Table).Replace("TABLE", "TABLE IF NOT EXISTS", StringComparison.Ordinal);
        command.ExecuteNonQuery();
        return connection;
    }

    private static SqliteCommand Prepare(SqliteConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = SampleSpike.Insert(Table, "@id", "@store", column => "@" + column.Name);
        command.Parameters.Add("@id", SqliteType.Text);
        command.Parameters.Add("@store", SqliteType.Text);
        foreach (var (name, _, value) in SampleSpike.Columns)
            command.Parameters.AddWithValue("@" + name, value);
        command.Prepare();
        return command;
    }
}
