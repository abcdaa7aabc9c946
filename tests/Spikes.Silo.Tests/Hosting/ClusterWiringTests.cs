using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Hosting;
using Spikes.Silo.Hosting;
using Spikes.Silo.Storage.Postgres;
using ClusterOptions = Spikes.Gateway.Configuration.ClusterOptions;

namespace Spikes.Silo.Tests.Hosting;

/// <summary>Settings of the cluster reach what they are for.</summary>
public sealed class ClusterWiringTests
{
    // Every value another one, and none a default.
    private static readonly ClusterOptions Cluster = new()
    {
        AdvertisedAddress = "127.0.0.1",
        ProbeTimeout = TimeSpan.FromSeconds(3),
        MissedProbes = 7,
        AliveInterval = TimeSpan.FromSeconds(4),
        TableRefresh = TimeSpan.FromSeconds(5),
        GatewayRefresh = TimeSpan.FromSeconds(6),
        GrainCallTimeout = TimeSpan.FromSeconds(9),
    };

    [Fact]
    public void Silo_Membership_IsAsSet()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo => silo.UseClusterSilo(Cluster));
        using var host = builder.Build();

        var membership = host.Services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value;
        var messaging = host.Services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value;
        Assert.Equal(
            (Cluster.ProbeTimeout, Cluster.MissedProbes, Cluster.AliveInterval, Cluster.TableRefresh, Cluster.ResponseTimeout),
            (membership.ProbeTimeout, membership.NumMissedProbesLimit, membership.IAmAliveTablePublishTimeout, membership.TableRefreshTimeout,
                messaging.ResponseTimeout));
    }

    [Fact]
    public async Task Gateway_ListOfSilosAndCalls_AreAsSet()
    {
        await using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=u");
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client => client.UseSpikesCluster(Cluster, source));
        using var host = builder.Build();

        Assert.Equal(Cluster.GatewayRefresh, host.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.GatewayListRefreshPeriod);
        Assert.Equal(Cluster.ResponseTimeout, host.Services.GetRequiredService<IOptions<ClientMessagingOptions>>().Value.ResponseTimeout);
    }

    [Fact]
    public void Database_Pools_AreAsSet()
    {
        var options = PostgresOptions.From(
            "Host=db",
            new DatabaseOptions { Connections = 5, OrleansConnections = 6, BreakFor = TimeSpan.FromSeconds(7) },
            new ClusterOptions { DatabaseProbePeriod = TimeSpan.FromSeconds(8) });

        Assert.Equal(("Host=db", 5, 6), (options.ConnectionString, options.Connections, options.OrleansConnections));
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8.2)), (options.BreakFor, options.LongestSilence));
    }
}
