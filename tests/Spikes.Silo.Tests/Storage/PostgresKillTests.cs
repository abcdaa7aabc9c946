using System.Collections.Concurrent;
using Spikes.Grains.Interfaces.Projects;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>The server dies and comes back under load.</summary>
public sealed class PostgresKillTests
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Submit_ServerKilledUnderLoad_KeepsEveryAcknowledgedRowOnceAndAnswersInTime()
    {
        var server = await PostgresServer.CreateAsync();
        await using var storage = await PostgresHarness.OpenOnAsync(server);
        var share = StoreKey.Share((await storage.Shares.UploadAsync(Alice, "demo")).Id);
        storage.Limits.FreeSpikesPerShare = int.MaxValue;
        var acknowledged = new ConcurrentBag<string>();
        var longest = TimeSpan.Zero;
        var refused = 0;
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 32).Select(number => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var start = TimeProvider.System.GetTimestamp();
                var result = await storage.Spikes.SubmitAsync(number % 2 == 0 ? share : StoreKey.Unregistered("key-" + number));
                lock (acknowledged) longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, TimeProvider.System.GetElapsedTime(start).Ticks));
                if (result.Outcome.IsSuccess(out var spike, out _)) acknowledged.Add(spike.Id);
                else
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
                }
            }
        })).ToList();

        for (var round = 0; round < 2; round++)
        {
            var before = acknowledged.Count;
            await Eventually.IsTrueAsync("spikes are stored", () => acknowledged.Count > before + 200);
            await server.KillAsync();
            var refusedBefore = Volatile.Read(ref refused);
            await Eventually.IsTrueAsync("callers are refused", () => Volatile.Read(ref refused) > refusedBefore + 64);
            await server.StartAsync();
        }

        var last = acknowledged.Count;
        await Eventually.IsTrueAsync("spikes are stored again", () => acknowledged.Count > last + 200, LongestAnswer);
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        storage.ForgetConnections();
        Assert.Equal(acknowledged.Count, acknowledged.Distinct().Count());
        var stored = (await storage.ScalarAsync("SELECT array_agg(id) FROM spikes")) as string[] ?? [];
        Assert.Superset(acknowledged.ToHashSet(), stored.ToHashSet());
        Assert.True(longest < LongestAnswer + TimeSpan.FromSeconds(0.5), $"A caller waited {longest}");
    }
}
