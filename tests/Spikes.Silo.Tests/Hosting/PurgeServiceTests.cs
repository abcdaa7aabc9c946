using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spikes.Silo.Hosting;

namespace Spikes.Silo.Tests.Hosting;

public sealed class PurgeServiceTests
{
    [Fact]
    public async Task Sweep_UnforeseenFaults_StopNeitherTheOthersNorTheNextHour()
    {
        var time = new FakeTimeProvider();
        var calls = new ConcurrentQueue<string>();
        using var service = new PurgeService([Failing("first"), Failing("second")], time, NullLogger<PurgeService>.Instance);

        await service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync("it has tried every sweep", () => calls.Count == 2);
        time.Advance(TimeSpan.FromHours(1));
        await Eventually.IsTrueAsync("it has tried them again", () => calls.Count == 4);

        Assert.Equal(["first", "second", "first", "second"], calls);
        await service.StopAsync(CancellationToken.None);
        Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);

        Sweep Failing(string name) => _ =>
        {
            calls.Enqueue(name);
            throw new InvalidOperationException("unforeseen");
        };
    }
}
