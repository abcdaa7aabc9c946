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
