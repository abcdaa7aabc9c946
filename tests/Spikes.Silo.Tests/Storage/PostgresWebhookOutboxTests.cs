using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Storage;

public sealed class PostgresWebhookOutboxTests : WebhookOutboxContract
{
    [Fact]
    public async Task TakeDue_PumpsOfTwoProcesses_TakeEveryCallOnce()
    {
        var share = await NewShareAsync();
        var second = await Postgres.OpenSecondAsync();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Spikes.StoreAsync(share)));
        IWebhookQueue[] pumps = [Queue, second.Webhooks];
        var taken = await Task.WhenAll(pumps.Concat(pumps).Select(pump => Task.Run(() => DrainAsync(pump), Token)));

        Assert.Equal(300, taken.SelectMany(calls => calls).Select(call => call.Id).Distinct().Count());
        Assert.Equal(300, taken.Sum(calls => calls.Count));
        await second.CloseAsync();
    }

    [Fact]
    public async Task Submit_TwoSilosWithTheSameCommands_QueueOneCallForEach()
    {
        var share = await NewShareAsync();
        var second = await Postgres.OpenSecondAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).SelectMany(number => new[]
        {
            Spikes.StoreAsync(share, clientId: $"c{number}"), second.Spikes.StoreAsync(share, clientId: $"c{number}"),
        }));

        Assert.Equal(200, (await DrainAsync(Queue)).Count);
        await second.CloseAsync();
    }

    private PostgresHarness Postgres => (PostgresHarness)Storage;

    protected override async Task<StorageHarness> OpenAsync() => await PostgresHarness.OpenAsync();
}
