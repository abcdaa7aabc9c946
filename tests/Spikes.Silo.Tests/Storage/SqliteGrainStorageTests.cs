using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Storage;
using Spikes.Silo.Storage.Sqlite;

namespace Spikes.Silo.Tests.Storage;

public sealed class SqliteGrainStorageTests : GrainStorageContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikes-storage-").FullName;

    private protected override IGrainStateRows Rows => Services.GetRequiredService<IGrainStateRows>();

    protected override string MakeOld => "UPDATE OrleansStorage SET WrittenAt = WrittenAt - 31 * 86400";

    protected override string PayloadText => "SELECT CAST(PayloadBinary AS TEXT) FROM OrleansStorage";

    [Fact]
    public async Task Start_File_HasAWriteAheadLog() => Assert.Equal("wal", await ScalarAsync("PRAGMA journal_mode"));

    [Fact]
    public async Task Write_WhileAnotherConnectionWrites_WaitsAndNeverFails()
    {
        using var connection = OpenFile();
        Scalar(connection, "BEGIN IMMEDIATE");
        using (var pooled = new SqliteConnection(SqliteGrainSchema.ConnectionString(_folder)))
            SqliteConnection.ClearPool(pooled);
        await Eventually.IsTrueAsync("only the connection with the lock is left", () => OpenedLogs() == 1);
        var isReleased = false;
        var write = Task.Run(
            async () =>
            {
                var state = await WriteAsync(Id, new GrainState<Note>(new Note { Text = "late" }));
                return (state.ETag, CameAfterTheLock: Volatile.Read(ref isReleased));
            },
            Token);
        // A connection opens the log when it reads the schema for its first statement, which here is the write.
        await Eventually.IsTrueAsync("the write is under way", () => OpenedLogs() == 2);
        Volatile.Write(ref isReleased, true);
        Scalar(connection, "COMMIT");

        Assert.Equal(("1", true), await write);
        Assert.Equal("2", (await WriteAsync(Id, await ReadAsync(Id))).ETag);
    }

    [Fact]
    public async Task Connection_ThatTheProviderOpens_IsFullySynchronous()
    {
        await WriteAsync(Id, new GrainState<Note>(new Note()));
        await StopAsync();
        // The provider reads this text at its start and runs it on its own connection; the version becomes the ETag.
        await ScalarAsync(
            "UPDATE OrleansQuery SET QueryText = 'SELECT NULL AS PayloadBinary, synchronous AS Version FROM pragma_synchronous' "
            + "WHERE QueryKey = 'ReadFromStorageKey'");

        await StartAsync();
        const string Full = "2";
        Assert.Equal(Full, (await ReadAsync(Id)).ETag);
    }

    [Fact]
    public async Task Start_FileFromBeforeMigrations_KeepsItsRowsAsIfTheyWereWrittenNow()
    {
        await WriteAsync(Id, new GrainState<Note>(new Note { Text = "old" }));
        await StopAsync();
        foreach (var sql in new[]
        {
            "DROP INDEX OrleansStorage_Age", "ALTER TABLE OrleansStorage DROP COLUMN WrittenAt", "DROP TABLE schema_migrations",
            "DELETE FROM OrleansQuery",
        })
            await ScalarAsync(sql);

        await StartAsync();
        await Rows.RemoveAsync("test", TimeProvider.System.GetUtcNow().AddHours(-1), Token);

        var read = await ReadAsync(Id);
        Assert.Equal("old", read.State!.Text);
        Assert.Equal("2", (await WriteAsync(Id, read)).ETag);
    }

    [Fact]
    public async Task Remove_RowsThatCannotGo_IsUnavailable()
    {
        await WriteAsync(Id, new GrainState<Note>(new Note()));
        await ScalarAsync("CREATE TRIGGER kept BEFORE DELETE ON OrleansStorage BEGIN SELECT RAISE(ABORT, 'no'); END");

        Assert.Equal(Refusal.Unavailable, (await Rows.RemoveAsync("test", TimeProvider.System.GetUtcNow().AddHours(1), Token)).Refusal);
    }

    protected override void Configure(ISiloBuilder silo) =>
        silo.UseLocalhostClustering(siloPort: LoopbackPort.Free(), gatewayPort: 0).AddSqliteGrainStorage(_folder);

    protected override Task<object?> ScalarAsync(string sql)
    {
        using var connection = OpenFile();
        return Task.FromResult(Scalar(connection, sql));
    }

    protected override ValueTask CleanAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private SqliteConnection OpenFile()
    {
        var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_folder, SqliteGrainSchema.FileName)};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>How many connections of this process have the write-ahead log open.</summary>
    private int OpenedLogs() => new DirectoryInfo("/proc/self/fd").EnumerateFiles()
        .Count(file => file.LinkTarget == Path.Combine(_folder, SqliteGrainSchema.FileName + "-wal"));

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
