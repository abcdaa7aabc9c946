using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Storage.Sqlite;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Storage;

/// <summary>SQLite in a folder of its own.</summary>
internal sealed class SqliteHarness : StorageHarness
{
    private readonly SqliteStorageOptions _options;
    private SqliteReaders _readers = null!;
    private SqliteSpikeStore _spikes = null!;
    private SqliteShareStore _shares = null!;

    private SqliteHarness(SqliteStorageOptions options) => _options = options;

    public SqliteDatabase Database { get; private set; } = null!;

    public SqliteWriter Writer { get; private set; } = null!;

    public SqliteReaders Readers => _readers;

    public SqliteMailOutbox Mails { get; private set; } = null!;

    public string Folder => _options.DataDirectory;

    public override ISpikeStore Spikes => _spikes;

    public override IShareStore Shares => _shares;

    public override IApiKeyStore ApiKeys => new SqliteApiKeyStore(Writer, _readers);

    public override IProjectStore Projects => new SqliteProjectStore(Writer, _readers);

    public override IAccountStore Accounts => new SqliteAccountStore(Writer, _readers, Time);

    internal override IWebhookQueue Webhooks => new SqliteWebhookOutbox(Writer, _readers);

    public static async Task<SqliteHarness> OpenAsync(Func<SqliteStorageOptions, SqliteStorageOptions>? configure = null)
    {
        var options = new SqliteStorageOptions(Directory.CreateTempSubdirectory("spikes-storage-").FullName);
        var harness = new SqliteHarness(configure?.Invoke(options) ?? options);
        await harness.StartAsync();
        return harness;
    }

    public override async Task ReopenAsync()
    {
        await CloseAsync();
        await StartAsync();
    }

    public override Task SetTierAsync(AccountId account, Tier tier) => ExecuteAsync(
        session => Assert.Equal(
            1,
            session.Execute("UPDATE accounts SET tier = @tier WHERE id = @id", ("@tier", (int)tier), ("@id", account.Value))));

    public override Task<long> CountRowsAsync(string table)
    {
        using var session = Database.OpenReader();
        return Task.FromResult(session.Single("SELECT count(*) FROM " + table, row => row.GetInt64(0)));
    }

    /// <summary>Runs a statement as one write and gives its answer.</summary>
    public Task<bool> ExecuteAsync(Action<SqliteSession> work) => Writer.RunAsync(
        session =>
        {
            work(session);
            return true;
        },
        false,
        TestContext.Current.CancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        CheckCounts();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task StartAsync()
    {
        Database = new SqliteDatabase(_options);
        Writer = new SqliteWriter(Database, _options, NullLogger<SqliteWriter>.Instance);
        _readers = new SqliteReaders(Database, _options, NullLogger<SqliteReaders>.Instance);
        _spikes = new SqliteSpikeStore(
            Writer, _readers, new SqliteReadiness(Writer, Time), new SpikeWrites(Time, Options.Create(Limits), WebhookWork));
        _shares = new SqliteShareStore(Writer, _readers, new SharePublisher(Time), new ShareDeletes(Time), Time);
        Mails = new SqliteMailOutbox(Writer, Time);
        var service = new SqliteStorageService(Database, Writer, Time, NullLogger<SqliteStorageService>.Instance);
        await service.StartAsync(TestContext.Current.CancellationToken);
    }

    private async Task CloseAsync()
    {
        await Writer.DisposeAsync();
        _readers.Dispose();
    }

    /// <summary>What must hold after every test: counters and names say what the rows say, and no bytes are left over.</summary>
    private void CheckCounts()
    {
        using var session = Database.OpenReader();
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
            "SELECT 1 FROM content_chunks k WHERE NOT EXISTS (SELECT 1 FROM contents c WHERE c.id = k.content)",
        })
        {
            Assert.False(session.Exists(wrong), wrong);
        }
    }
}
