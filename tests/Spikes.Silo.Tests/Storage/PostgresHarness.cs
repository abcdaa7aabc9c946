using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Storage.Postgres;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Storage;

/// <summary>PostgreSQL with a database of its own.</summary>
internal sealed class PostgresHarness : StorageHarness
{
    private readonly PostgresOptions _options;
    private readonly TimeProvider _time;
    private readonly NpgsqlDataSource _sql;
    private PostgresShareStore _shares = null!;
    private NpgsqlDataSource _source = null!;
    private PostgresServer? _server;
    private PostgresStorageService _service = null!;
    private PostgresSpikeStore _spikes = null!;

    private PostgresHarness(PostgresOptions options, TimeProvider? time)
    {
        _options = options;
        _time = time ?? new SetClock(Time);
        _sql = NpgsqlDataSource.Create(options.ConnectionString);
    }

    public PostgresDatabase Database { get; private set; } = null!;

    public PostgresMailOutbox Mails { get; private set; } = null!;

    public PostgresCommitter Committer { get; private set; } = null!;

    public string ConnectionString => _options.ConnectionString;

    public override ISpikeStore Spikes => _spikes;

    public override IShareStore Shares => _shares;

    public override IApiKeyStore ApiKeys => new PostgresApiKeyStore(Database);

    public override IProjectStore Projects => new PostgresProjectStore(Database);

    public override IAccountStore Accounts => new PostgresAccountStore(Database, _time);

    internal override IWebhookQueue Webhooks => new PostgresWebhookOutbox(Database);

    /// <summary>Opens a fresh database.</summary>
    /// <param name="configure">Changes the options.</param>
    /// <param name="time">The clock, or null for one whose date stands still while its timers run.</param>
    /// <param name="start">Whether the committer begins at once.</param>
    public static async Task<PostgresHarness> OpenAsync(
        Func<PostgresOptions, PostgresOptions>? configure = null, TimeProvider? time = null, bool start = true)
    {
        // A busy machine is no outage.
        var patience = TimeSpan.FromSeconds(20);
        var options = new PostgresOptions(await PostgresDatabases.NewDatabaseAsync())
        {
            LongestWait = patience, LongestRead = patience, LongestSilence = patience, CommitLockTimeout = TimeSpan.FromSeconds(1),
        };
        var harness = new PostgresHarness(configure?.Invoke(options) ?? options, time);
        harness.Create();
        if (start) await harness.StartAsync();
        return harness;
    }

    /// <summary>Opens a database on a server that the harness then owns.</summary>
    public static async Task<PostgresHarness> OpenOnAsync(PostgresServer server, Func<PostgresOptions, PostgresOptions>? configure = null)
    {
        var options = new PostgresOptions(await server.CreateDatabaseAsync("spikes_own"));
        options = configure?.Invoke(options) ?? options;
        await PostgresDatabases.MigrateAsync(options.ConnectionString);
        var harness = new PostgresHarness(options, TimeProvider.System) { _server = server };
        harness.Create();
        await harness.StartAsync();
        return harness;
    }

    /// <summary>A second silo on the same database.</summary>
    public async Task<PostgresHarness> OpenSecondAsync()
    {
        var second = new PostgresHarness(_options, _time);
        second.Limits.FreeSpikesPerShare = Limits.FreeSpikesPerShare;
        second.Create();
        await second.StartAsync();
        return second;
    }

    public Task StartAsync() => _service.StartAsync(TestContext.Current.CancellationToken);

    public override async Task ReopenAsync()
    {
        await CloseAsync();
        Create();
        await StartAsync();
    }

    public override async Task SetTierAsync(AccountId account, Tier tier)
    {
        await using var command = _sql.CreateCommand("UPDATE accounts SET tier = $1 WHERE id = $2");
        command.Parameters.AddWithValue((int)tier);
        command.Parameters.AddWithValue(account.Value);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    public override async Task<long> CountRowsAsync(string table) => (long)(await ScalarAsync("SELECT count(*) FROM " + table))!;

    /// <summary>After the server was away, what the tests themselves read with connects again.</summary>
    public void ForgetConnections() => _sql.Clear();

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _sql.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Closes this silo; the database stays.</summary>
    public async Task CloseAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        await Committer.DisposeAsync();
        Database.Dispose();
        await _source.DisposeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await CheckCountsAsync();
        await _sql.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        else await PostgresDatabases.ReturnAsync(ConnectionString);
    }

    private void Create()
    {
        _source = PostgresSource.Create(_options);
        Database = new PostgresDatabase(_source, _options, _time, NullLogger<PostgresDatabase>.Instance);
        Committer = new PostgresCommitter(Database, _options, Options.Create(Limits), WebhookWork, _time, NullLogger<PostgresCommitter>.Instance);
        _shares = new PostgresShareStore(Database, _time);
        Mails = new PostgresMailOutbox(Database, _time);
        _spikes = new PostgresSpikeStore(Database, Committer, _time);
        _service = new PostgresStorageService(Committer, _time, NullLogger<PostgresStorageService>.Instance);
    }

    /// <summary>What must hold after every test: counters and names say what the rows say, and no bytes are left over.</summary>
    private async Task CheckCountsAsync()
    {
        foreach (var wrong in new[]
        {
            "SELECT 1 FROM shares h WHERE spike_count <> (SELECT count(*) FROM spikes s WHERE s.store = 'share/' || h.id)",
            "SELECT 1 FROM accounts a WHERE share_count <> (SELECT count(*) FROM shares h WHERE h.owner = a.id AND h.deleted_at IS NULL)",
            "SELECT 1 FROM shares h WHERE (deleted_at IS NULL) <> EXISTS (SELECT 1 FROM names n WHERE n.name = h.slug)",
            "SELECT 1 FROM projects p WHERE spike_count <> (SELECT count(*) FROM spikes s WHERE s.store = 'project/' || p.id)",
            "SELECT 1 FROM projects p WHERE NOT EXISTS (SELECT 1 FROM names n WHERE n.name = p.key AND n.store = 'project/' || p.id)",
            "SELECT 1 FROM spikes s JOIN projects p ON s.store = 'key/' || p.key",
            "SELECT 1 FROM spikes s JOIN projects p ON s.store = 'project/' || p.id WHERE s.owner <> p.owner",
            "SELECT 1 FROM contents c WHERE hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM share_files f WHERE f.content = c.id)",
            "SELECT 1 FROM contents c WHERE length <> (SELECT coalesce(sum(length(bytes)), 0) FROM content_chunks k WHERE k.content = c.id)",
            "SELECT 1 FROM shares h WHERE last_received_at < (SELECT max(received_at) FROM spikes s WHERE s.store = 'share/' || h.id)",
            "SELECT 1 FROM projects p WHERE last_received_at < (SELECT max(received_at) FROM spikes s WHERE s.store = 'project/' || p.id)",
        })
        {
            Assert.True(await ScalarAsync(wrong) is null, wrong);
        }
    }

    // With timers that stand still too, a retry on a busy machine would wait for ever.
    private sealed class SetClock(TimeProvider date) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => date.GetUtcNow();
    }
}
