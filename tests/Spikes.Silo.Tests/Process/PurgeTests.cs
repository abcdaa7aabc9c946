using Spikes.Silo.Tests.Storage;

namespace Spikes.Silo.Tests.Process;

public sealed class PurgeTests
{
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
