namespace Spikes.Silo.Tests.Storage;

public sealed class SqliteWebhookOutboxTests : WebhookOutboxContract
{
    protected override async Task<StorageHarness> OpenAsync() => await SqliteHarness.OpenAsync();
}
