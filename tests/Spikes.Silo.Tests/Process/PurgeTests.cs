using Spikes.Grains.Interfaces.Billing;
using Spikes.Silo.Tests.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Process;

/// <summary>A node that starts removes what nobody needs any more, without any request.</summary>
public sealed class PurgeTests
{
    [Fact]
    public async Task Local_Start_ForgetsTheIdsOfOldEvents()
    {
        await using var storage = await SqliteHarness.OpenAsync();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (id, age) in new[] { ("evt_old", 31), ("evt_new", 29) })
        {
            storage.Time.SetUtcNow(now - TimeSpan.FromDays(age));
            var failed = new StripeEvent(id, StripeEventKind.PaymentFailed, storage.Time.GetUtcNow(), "sub_1", null, null, false, false);
            (await storage.Accounts.ApplyAsync("cus_1", failed, Alice, TestContext.Current.CancellationToken)).Value();
        }

        await using var spikes = await SpikesProcess.StartAsync(storage.Folder);

        await Eventually.IsTrueAsync("the old event is gone", async () => await storage.CountRowsAsync("stripe_events WHERE id = 'evt_old'") == 0);
        Assert.Equal(1, await storage.CountRowsAsync("stripe_events WHERE id = 'evt_new'"));
    }

    [Fact]
    public async Task Silo_Start_DropsWhatADeadProcessStagedLongAgo()
    {
        var server = await PostgresServer.CreateAsync("fsync=off");
        await using var storage = await PostgresHarness.OpenOnAsync(server);
        await storage.Shares.StageAsync("old", ("a.txt", "old"));
        Assert.NotNull(await storage.ScalarAsync("UPDATE contents SET staged_at = staged_at - 2 * 3600 * 1000 RETURNING id"));
        await storage.Shares.StageAsync("new", ("a.txt", "new"));

        await using var cluster = SpikesCluster.On(server, storage.ConnectionString);
        await cluster.StartSiloAsync();

        await Eventually.IsTrueAsync("the old upload is gone", async () => await storage.CountRowsAsync("contents WHERE upload = 'old'") == 0);
        Assert.Equal(1, await storage.CountRowsAsync("contents WHERE upload = 'new'"));
    }
}
