namespace Spikes.Silo.Tests.Storage;

public sealed class SqliteSpikeSubmitTests : SpikeSubmitContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteSpikeIdTests : SpikeIdContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteSpikeReadTests : SpikeReadContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteSpikePagingTests : SpikePagingContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteShareNameTests : ShareNameContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteShareFileTests : ShareFileContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();

    [Fact]
    public async Task Reopen_StagedContent_IsGone()
    {
        await Shares.StageAsync("u1", ("a.txt", "a"));
        await Storage.ReopenAsync();

        Assert.Equal(0, await Storage.CountRowsAsync("contents"));
        Assert.Equal(0, await Storage.CountRowsAsync("content_chunks"));
    }
}

public sealed class SqliteShareDeleteTests : ShareDeleteContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteApiKeyTests : ApiKeyContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteProjectTests : ProjectContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteProjectSpikeTests : ProjectSpikeContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteTakeOverTests : TakeOverContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteSpikeCountTests : SpikeCountContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteAccountTests : AccountContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteDowngradeTests : DowngradeContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteBudgetPayerTests : BudgetPayerContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteBudgetCapTests : BudgetCapContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteBudgetRaceTests : BudgetRaceContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}

public sealed class SqliteShareProtectionTests : ShareProtectionContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}
