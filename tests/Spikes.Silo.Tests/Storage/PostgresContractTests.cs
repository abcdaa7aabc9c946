using Npgsql;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Storage;

public sealed class PostgresSpikeSubmitTests : SpikeSubmitContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresSpikeIdTests : SpikeIdContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresSpikeReadTests : SpikeReadContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresSpikePagingTests : SpikePagingContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresShareNameTests : ShareNameContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresShareFileTests : ShareFileContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();

    [Fact]
    public async Task DiscardAbandoned_UploadOlderThanAnHour_IsGoneAndOthersStay()
    {
        var shares = (PostgresShareStore)Shares;
        await Shares.StageAsync("old", ("a.txt", "old"));
        Storage.Time.Advance(TimeSpan.FromMinutes(61));
        await Shares.StageAsync("new", ("a.txt", "new"));

        (await shares.DiscardAbandonedAsync(Token)).Value();
        Assert.Equal(ErrorCode.NotFound, (await Shares.ReadStagedAsync("old", 0, 0, 1, Token)).Code());
        Assert.Equal(1, (await Shares.ReadStagedAsync("new", 0, 0, 1, Token)).Value().Bytes.Length);
    }
}

public sealed class PostgresShareDeleteTests : ShareDeleteContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresApiKeyTests : ApiKeyContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresProjectTests : ProjectContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresProjectSpikeTests : ProjectSpikeContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresTakeOverTests : TakeOverContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Register_HeldUpByARow_PostsGoOnAndAreTakenOverToo()
    {
        var storage = (PostgresHarness)Storage;
        var key = StoreKey.Unregistered("mine");
        var held = await Spikes.StoreAsync(key);
        await using var connection = await storage.Database.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand("SELECT id FROM spikes FOR UPDATE", connection);
        await hold.ExecuteNonQueryAsync(Token);

        var registration = storage.NewProjectAsync(StorageSamples.Alice, key.Id);
        await Eventually.IsTrueAsync(
            "the registration waits for the row",
            async () => await storage.ScalarAsync(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") is not null);
        var meanwhile = await Spikes.StoreAsync(key);
        Assert.False(registration.IsCompleted);
        await transaction.CommitAsync(Token);

        var rows = await Spikes.PageAsync(Caller.Admin, await registration);
        Assert.Equal(new[] { held, meanwhile }.Order(), rows.Select(row => row.Id).Order());
    }

    protected override async Task<StorageHarness> OpenAsync() =>
        await PostgresHarness.OpenAsync(options => options with { LockTimeout = Patience, StatementTimeout = Patience });
}

public sealed class PostgresSpikeCountTests : SpikeCountContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresAccountTests : AccountContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresDowngradeTests : DowngradeContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresBudgetPayerTests : BudgetPayerContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresBudgetCapTests : BudgetCapContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}

public sealed class PostgresBudgetRaceTests : BudgetRaceContract
{
    private const string Deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";

    private PostgresHarness _second = null!;
    private object? _deadlocksBefore;

    protected override IReadOnlyList<StorageHarness> Silos => [Storage, _second];

    public override async ValueTask DisposeAsync()
    {
        try
        {
            // Connections that are closed have reported what they met: a deadlock would be retried in silence.
            await _second.CloseAsync();
            await Storage.ReopenAsync();
            Assert.Equal(_deadlocksBefore, await ((PostgresHarness)Storage).ScalarAsync(Deadlocks));
        }
        finally
        {
            await base.DisposeAsync();
        }
    }

    protected override async Task<StorageHarness> OpenAsync()
    {
        // As many uploads at once wait longer for their owner's row than ordinary ones.
        var patience = TimeSpan.FromSeconds(20);
        var first = await PostgresHarness.OpenAsync(options => options with { LockTimeout = patience, StatementTimeout = patience });
        _second = await first.OpenSecondAsync();
        _deadlocksBefore = await first.ScalarAsync(Deadlocks);
        return first;
    }
}

public sealed class PostgresShareProtectionTests : ShareProtectionContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}
