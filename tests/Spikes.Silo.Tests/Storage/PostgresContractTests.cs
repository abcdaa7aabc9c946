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
}

public sealed class PostgresShareDeleteTests : ShareDeleteContract
{
    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}
