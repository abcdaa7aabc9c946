using Npgsql;
using Spikes.Silo.Storage.Postgres;

[assembly: AssemblyFixture(typeof(Spikes.Silo.Tests.Storage.PostgresFixture))]

namespace Spikes.Silo.Tests.Storage;

/// <summary>One PostgreSQL server for all tests, started by the first that asks for a database.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private const string Template = "spikes_template";

    private readonly Lazy<Task<PostgresServer>> _server = new(StartAsync);
    private int _lastDatabase;

    /// <summary>A migrated database of its own.</summary>
    /// <returns>What connects to it.</returns>
    public Task<string> NewDatabaseAsync() => CreateAsync(Template);

    /// <summary>A database without tables.</summary>
    /// <returns>What connects to it.</returns>
    public Task<string> EmptyDatabaseAsync() => CreateAsync("template0");

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }

    private async Task<string> CreateAsync(string template) =>
        await (await _server.Value).CreateDatabaseAsync("test_" + Interlocked.Increment(ref _lastDatabase), template);

    private static async Task<PostgresServer> StartAsync()
    {
        var server = await PostgresServer.CreateAsync("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300");
        // A connection that stays open would forbid to copy the database.
        var connectionString = await server.CreateDatabaseAsync(Template);
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await PostgresMigrator.ApplyAsync(source, TimeProvider.System, CancellationToken.None);
        return server;
    }
}
