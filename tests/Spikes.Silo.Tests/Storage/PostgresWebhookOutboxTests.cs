using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Storage;

public sealed class PostgresWebhookOutboxTests : WebhookOutboxContract
{
    [Fact]
    public async Task TakeDue_PumpsOfTwoProcesses_TakeEveryCallOnce()
    {
        const int Calls = 300;
        StoreKey[] shares = [await NewShareAsync("a"), await NewShareAsync("b"), await NewShareAsync("c"), await NewShareAsync("d")];
        var second = await Postgres.OpenSecondAsync();
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(number => Spikes.StoreAsync(shares[number % shares.Length])));
        IWebhookQueue[] pumps = [Queue, second.Webhooks];
        var taken = new ConcurrentQueue<string>();
        await Task.WhenAll(pumps.Concat(pumps).Select(pump => Task.Run(
            async () =>
            {
                // What another is taking is passed over, so a take can be empty before all are taken.
                while (taken.Count < Calls)
                {
                    foreach (var call in (await pump.TakeDueAsync(Now, 7, 5, [], Token)).Due) taken.Enqueue(call.Id);
                }
            },
            Token)));

        Assert.Equal(Calls, taken.Count);
        Assert.Equal(Calls, taken.Distinct().Count());
        Assert.Empty(await DrainAsync(Queue));
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
