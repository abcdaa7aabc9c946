using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Spikes.Silo.Storage.Sqlite;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Grain state by the provider that the silo uses.</summary>
public sealed class SqliteGrainStorageTests : IAsyncLifetime
{
    private const string StateName = "state";

    private static readonly GrainId Id = GrainId.Create("spikes.test", "test/ab12");

    private readonly string _folder = Directory.CreateTempSubdirectory("spikes-storage-").FullName;
    private IHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGrainStorage Storage => _host.Services.GetRequiredKeyedService<IGrainStorage>("Default");

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Write_ThenRestart_ReadsBackTheSameAsJson()
    {
        var written = await WriteAsync(Id, new GrainState<Note>(new Note { Text = "ünï" }));
        Assert.Equal("1", written.ETag);
        await WriteAsync(Id, written);
        await StopAsync();
        await StartAsync();

        var read = await ReadAsync(Id);
        Assert.Equal(("ünï", "2", true), (read.State!.Text, read.ETag, read.RecordExists));
        using var connection = OpenFile();
        Assert.StartsWith("{", Scalar<string>(connection, "SELECT CAST(PayloadBinary AS TEXT) FROM OrleansStorage"), StringComparison.Ordinal);
        Assert.Equal("wal", Scalar<string>(connection, "PRAGMA journal_mode"));
    }

    [Fact]
    public async Task Write_StaleETag_IsInconsistentAndChangesNothing()
    {
        var first = await WriteAsync(Id, new GrainState<Note>(new Note { Text = "first" }));
        var stale = new GrainState<Note>(new Note { Text = "stale" }, first.ETag);
        await WriteAsync(Id, first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(Id, stale));
        Assert.Equal("first", (await ReadAsync(Id)).State!.Text);
        Assert.Equal("3", (await WriteAsync(Id, await ReadAsync(Id))).ETag);
    }

    [Fact]
    public async Task Write_FirstWriteTwice_IsInconsistentTheSecondTime()
    {
        await WriteAsync(Id, new GrainState<Note>(new Note { Text = "first" }));

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(Id, new GrainState<Note>(new Note { Text = "second" })));
        Assert.Equal("first", (await ReadAsync(Id)).State!.Text);
    }

    [Fact]
    public async Task Write_FirstWriteInParallel_SucceedsOnce()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(
            async () =>
            {
                try
                {
                    await WriteAsync(Id, new GrainState<Note>(new Note { Text = number.ToString(CultureInfo.InvariantCulture) }));
                    return true;
                }
                catch (InconsistentStateException)
                {
                    return false;
                }
            },
            Token)));

        Assert.Equal(1, outcomes.Count(succeeded => succeeded));
        using var connection = OpenFile();
        Assert.Equal(1, Scalar<long>(connection, "SELECT count(*) FROM OrleansStorage"));
    }

    [Fact]
    public async Task Write_RowIsGone_IsInconsistent()
    {
        var state = await WriteAsync(Id, await WriteAsync(Id, new GrainState<Note>(new Note())));
        using var connection = OpenFile();
        Scalar<object>(connection, "DELETE FROM OrleansStorage");

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(Id, state));
        Assert.Equal(0, Scalar<long>(connection, "SELECT count(*) FROM OrleansStorage"));
    }

    [Fact]
    public async Task Clear_State_KeepsTheVersionRising()
    {
        var state = await WriteAsync(Id, new GrainState<Note>(new Note { Text = "x" }));
        var stale = new GrainState<Note>(new Note { Text = "stale" }, state.ETag);
        await Storage.ClearStateAsync(StateName, Id, state);

        Assert.Equal("2", state.ETag);
        Assert.Equal("", (await ReadAsync(Id)).State!.Text);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, Id, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(Id, stale));
        Assert.Equal("3", (await WriteAsync(Id, state)).ETag);
    }

    [Fact]
    public async Task Write_OtherKeys_AreOtherRows()
    {
        var other = GrainId.Create("spikes.test", "test/AB12");
        await WriteAsync(Id, new GrainState<Note>(new Note { Text = "one" }));
        await WriteAsync(other, new GrainState<Note>(new Note { Text = "two" }));

        Assert.Equal("one", (await ReadAsync(Id)).State!.Text);
        Assert.Equal("two", (await ReadAsync(other)).State!.Text);
    }

    [Fact]
    public async Task Write_WhileAnotherConnectionWrites_WaitsAndNeverFails()
    {
        using var connection = OpenFile();
        Scalar<object>(connection, "BEGIN IMMEDIATE");
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
        Scalar<object>(connection, "COMMIT");

        Assert.Equal(("1", true), await write);
        Assert.Equal("2", (await WriteAsync(Id, await ReadAsync(Id))).ETag);
    }

    [Fact]
    public async Task Connection_ThatTheProviderOpens_IsFullySynchronous()
    {
        await WriteAsync(Id, new GrainState<Note>(new Note()));
        await StopAsync();
        using (var connection = OpenFile())
        {
            // The provider reads this text at its start and runs it on its own connection; the version becomes the ETag.
            Scalar<object>(
                connection,
                "CREATE TRIGGER probe AFTER UPDATE ON OrleansQuery WHEN NEW.QueryKey = 'ReadFromStorageKey' AND NEW.QueryText NOT LIKE "
                + "'%pragma%' BEGIN UPDATE OrleansQuery SET QueryText = 'SELECT NULL AS PayloadBinary, synchronous AS Version "
                + "FROM pragma_synchronous' WHERE QueryKey = 'ReadFromStorageKey'; END");
        }

        await StartAsync();
        const string Full = "2";
        Assert.Equal(Full, (await ReadAsync(Id)).ETag);
    }

    private async Task<GrainState<Note>> WriteAsync(GrainId id, GrainState<Note> state)
    {
        await Storage.WriteStateAsync(StateName, id, state);
        return state;
    }

    private async Task<GrainState<Note>> ReadAsync(GrainId id)
    {
        var state = new GrainState<Note>();
        await Storage.ReadStateAsync(StateName, id, state);
        return state;
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

    private static T Scalar<T>(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }

    private async Task StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0).AddSqliteGrainStorage(_folder));
        _host = builder.Build();
        await _host.StartAsync(Token);
    }

    private async Task StopAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public sealed class Note
    {
        public string Text { get; set; } = "";
    }
}
