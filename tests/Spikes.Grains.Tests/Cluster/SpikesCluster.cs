using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using Orleans.TestingHost;
using Spikes.Grains.Storage;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Spikes.Grains.Tests.Cluster.SpikesCluster))]

// The tests share one clock that some of them move.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Spikes.Grains.Tests.Cluster;

/// <summary>Two silos over shared stores, as in a cluster, with a clock that the tests move.</summary>
public sealed class SpikesCluster : IAsyncLifetime
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private InProcessTestCluster? _cluster;

    public FakeTimeProvider Time { get; } = new(Begin);

    public IGrainFactory Grains => Running.Client;

    internal FakeShareStore Shares { get; } = new();

    internal FakeAccountStore Accounts { get; } = new();

    internal FakeSpikeStore Spikes { get; } = new();

    internal FakeApiKeyStore ApiKeys { get; } = new();

    internal FakeProjectStore Projects { get; } = new();

    internal FakeMailOutbox Mails { get; } = new();

    internal SharedGrainStorage States { get; } = new();

    private InProcessTestCluster Running => _cluster ?? throw new InvalidOperationException("The cluster has not started");

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => AddServices(silo.Services));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    /// <summary>A value that no other test uses.</summary>
    public static string Unique() => Guid.NewGuid().ToString();

    /// <summary>Ends the silo that holds the grain, without letting it say goodbye.</summary>
    public async Task KillSiloOfAsync(IAddressable grain)
    {
        var address = await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        await Running.KillSiloAsync(Running.Silos.Single(silo => silo.SiloAddress.Equals(address)));
    }

    private void AddServices(IServiceCollection services)
    {
        services.AddSpikesGrains(new ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(Time);
        services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        services.AddKeyedSingleton<IGrainStorage>("Default", States);
        services.AddSingleton<IShareStore>(Shares);
        services.AddSingleton<IAccountStore>(Accounts);
        services.AddSingleton<ISpikeStore>(Spikes);
        services.AddSingleton<IApiKeyStore>(ApiKeys);
        services.AddSingleton<IProjectStore>(Projects);
        services.AddSingleton<IMailOutbox>(Mails);
    }
}
