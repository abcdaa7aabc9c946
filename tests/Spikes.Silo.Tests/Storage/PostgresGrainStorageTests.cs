using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Spikes.Grains.Interfaces;
using Spikes.Grains.Storage;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Storage;

public sealed class PostgresGrainStorageTests : GrainStorageContract
{
    // Longer than the busiest machine takes.
    private TimeSpan _longestRead = TimeSpan.FromSeconds(60);
    private NpgsqlDataSource _source = null!;
    private PostgresDatabase _database = null!;

    private protected override IGrainStateRows Rows => new PostgresGrainStateRows(_database);

    protected override string MakeOld => "UPDATE OrleansStorage SET WrittenAt = WrittenAt - interval '31 days'";

    protected override string PayloadText => "SELECT convert_from(PayloadBinary, 'UTF8') FROM OrleansStorage";

    public override async ValueTask InitializeAsync()
    {
        var connection = await PostgresDatabases.NewDatabaseAsync();
        _source = NpgsqlDataSource.Create(connection);
        _database = new PostgresDatabase(_source, new PostgresOptions(connection), TimeProvider.System, NullLogger<PostgresDatabase>.Instance);
        await base.InitializeAsync();
    }

    [Fact]
    public async Task Read_RowsCannotBeReadInTime_Ends()
    {
        await StopAsync();
        _longestRead = TimeSpan.FromMilliseconds(200);
        await StartAsync();
        await using var other = await _source.OpenConnectionAsync(Token);
        await using var transaction = await other.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand("LOCK TABLE OrleansStorage", other);
        await hold.ExecuteNonQueryAsync(Token);

        await Assert.ThrowsAsync<StateReadTimeoutException>(() => ReadAsync(Id));
    }

    protected override void Configure(ISiloBuilder silo) => silo
        .ConfigureEndpoints(IPAddress.Loopback, siloPort: LoopbackPort.Free(), gatewayPort: 0)
        .AddPostgresCluster(_source, _longestRead);

    protected override async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }

    protected override ValueTask CleanAsync()
    {
        _database.Dispose();
        return _source.DisposeAsync();
    }
}
