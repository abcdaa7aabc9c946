using Npgsql;
using Spikes.Silo.Storage.Postgres;

[assembly: AssemblyFixture(typeof(Spikes.Silo.Tests.Storage.PostgresDatabases))]

namespace Spikes.Silo.Tests.Storage;

/// <summary>One server for all tests that want an empty database of their own.</summary>
public sealed class PostgresDatabases : IAsyncDisposable
{
    private const string Template = "spikes_template";

    private const string Empty =
        "TRUNCATE accounts, shares, names, purges, spikes, contents, content_chunks, share_files, mail_outbox, webhook_outbox, "
        + "api_keys, projects, stripe_customers, stripe_events, meters, OrleansStorage RESTART IDENTITY CASCADE";

    private static readonly SemaphoreSlim OneAtATime = new(1, 1);
    private static readonly Stack<string> Emptied = new();
    private static PostgresServer? _server;
    private static int _databases;

    /// <summary>Makes a database with empty tables and gives what connects to it.</summary>
    public static Task<string> NewDatabaseAsync() => CreateAsync(Template);

    /// <summary>Makes a database without tables and gives what connects to it.</summary>
    public static Task<string> EmptyDatabaseAsync() => CreateAsync("template0");

    /// <summary>Makes the tables. No connection stays open: it would forbid to copy the database.</summary>
    public static async Task MigrateAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await PostgresMigrator.ApplyAsync(source, TimeProvider.System, CancellationToken.None);
    }

    private static async Task<string> CreateAsync(string template)
    {
        // A template can be copied by one at a time.
        await OneAtATime.WaitAsync();
        try
        {
            _server ??= await StartAsync();
            return template == Template && Emptied.TryPop(out var emptied)
                ? emptied
                : await _server.CreateDatabaseAsync("spikes_" + ++_databases, template);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    /// <summary>Empties a database that nobody uses any more, for the next test: that is faster than to make one.</summary>
    public static async Task ReturnAsync(string connectionString)
    {
        await _server!.ExecuteAsync(new NpgsqlConnectionStringBuilder(connectionString).Database!, Empty);
        await OneAtATime.WaitAsync();
        Emptied.Push(connectionString);
        OneAtATime.Release();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var server = await PostgresServer.CreateAsync("fsync=off", "full_page_writes=off", "max_connections=300");
        await MigrateAsync(await server.CreateDatabaseAsync(Template));
        return server;
    }
}
