using Npgsql;
using Orleans.Configuration;
using ClusterOptions = Spikes.Gateway.Configuration.ClusterOptions;

namespace Spikes.Gateway.Hosting;

/// <summary>A gateway as a client of the cluster, whose members stand in PostgreSQL.</summary>
internal static class ClusterMembership
{
    /// <summary>Tries of a gateway that starts before the silos, a second each, before the process ends and is started again.</summary>
    private const int FirstTries = 60;

    public static IClientBuilder UseSpikesCluster(this IClientBuilder client, ClusterOptions cluster, NpgsqlDataSource database)
    {
        client.Configure<Orleans.Configuration.ClusterOptions>(identity => ClusterIdentity.Set(identity, cluster));
        client.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = cluster.GatewayRefresh);
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = cluster.ResponseTimeout);
        client.AddOutgoingGrainCallFilter<OnceMoreFilter>();
        client.UseConnectionRetryFilter(new FirstConnection(FirstTries));
        return client.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = ClusterIdentity.Invariant;
            clustering.DataSource = database;
        });
    }

    private sealed class FirstConnection(int tries) : IClientConnectionRetryFilter
    {
        private int _tried;

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            return Interlocked.Increment(ref _tried) < tries;
        }
    }
}
