using System.Net;
using Npgsql;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Storage;

public sealed class PostgresGrainStorageTests : GrainStorageContract
{
    private NpgsqlDataSource _source = null!;

    protected override string PayloadText => "SELECT convert_from(PayloadBinary, 'UTF8') FROM OrleansStorage";

    public override async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(await PostgresDatabases.NewDatabaseAsync());
        await base.InitializeAsync();
    }

    protected override void Configure(ISiloBuilder silo) => silo
        .ConfigureEndpoints(IPAddress.Loopback, siloPort: LoopbackPort.Free(), gatewayPort: 0)
        .AddPostgresCluster(_source);

    protected override async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }

    protected override ValueTask CleanAsync() => _source.DisposeAsync();
}
