using OrleansIdentity = Orleans.Configuration.ClusterOptions;
using ClusterOptions = Spikes.Gateway.Configuration.ClusterOptions;

namespace Spikes.Gateway.Hosting;

/// <summary>What silos and gateways must have in common to find each other.</summary>
internal static class ClusterIdentity
{
    /// <summary>The name under which Orleans' providers know PostgreSQL.</summary>
    public const string Invariant = "Npgsql";

    public static void Set(OrleansIdentity identity, ClusterOptions cluster)
    {
        identity.ClusterId = cluster.ClusterId;
        identity.ServiceId = cluster.ServiceId;
    }
}
