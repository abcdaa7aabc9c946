using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spikes.Grains.Shares;
using Spikes.Grains.Storage;
using Spikes.Silo.Hosting;

namespace Spikes.Silo.Tests.Hosting;

public sealed class PurgeServiceTests
{
    private static readonly string[] EverySweep =
        [nameof(IShareStore.PendingPurgesAsync), nameof(IGrainStateRows.RemoveAsync), nameof(IAccountStore.SweepAsync)];

    [Fact]
    public async Task Sweep_UnforeseenFaults_StopNeitherTheOthersNorTheNextHour()
    {
        var time = new FakeTimeProvider();
        var calls = new ConcurrentQueue<string>();
        await using var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(time)
            .AddSingleton(new PurgeSweeper(Faulty.Create<IShareStore>(calls), null!, NullLogger<PurgeSweeper>.Instance))
            .AddSingleton(new StateSweeper(Faulty.Create<IGrainStateRows>(calls), time))
            .AddSingleton(Faulty.Create<IAccountStore>(calls))
            .AddPurge().BuildServiceProvider();
        var service = Assert.IsType<PurgeService>(Assert.Single(services.GetServices<IHostedService>()));

        await service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync("it has tried every sweep", () => calls.Count == EverySweep.Length);
        time.Advance(TimeSpan.FromHours(1));
        await Eventually.IsTrueAsync("it has tried them again", () => calls.Count == 2 * EverySweep.Length);

        Assert.Equal([.. EverySweep, .. EverySweep], calls);
        await service.StopAsync(CancellationToken.None);
        Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);
    }

    /// <summary>Every call of it fails as nobody foresaw.</summary>
    public class Faulty : DispatchProxy
    {
        private ConcurrentQueue<string> _calls = null!;

        public static T Create<T>(ConcurrentQueue<string> calls)
            where T : class
        {
            var made = Create<T, Faulty>();
            ((Faulty)(object)made)._calls = calls;
            return made;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            _calls.Enqueue(targetMethod!.Name);
            throw new InvalidOperationException("unforeseen");
        }
    }
}
