using Npgsql;
using Orleans.Configuration;
using ClusterOptions = Spikes.Gateway.Configuration.ClusterOptions;

namespace Spikes.Gateway.Hosting;

/// <summary>A gateway as a client of the cluster, whose members stand in PostgreSQL.</summary>
internal static class ClusterMembership
{
    public static IClientBuilder UseSpikesCluster(this IClientBuilder client, ClusterOptions cluster, NpgsqlDataSource database)
    {
        client.Configure<Orleans.Configuration.ClusterOptions>(identity => ClusterIdentity.Set(identity, cluster));
        client.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = cluster.GatewayRefresh);
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = cluster.ResponseTimeout);
        client.AddOutgoingGrainCallFilter<OnceMoreFilter>();
        var wait = new StartWait(Console.Error.WriteLine, TimeProvider.System);
        client.UseConnectionRetryFilter(new FirstConnection(cluster.ClusterId, database.ConnectionString, wait));
        return client.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = ClusterIdentity.Invariant;
            clustering.DataSource = database;
        });
    }
}
