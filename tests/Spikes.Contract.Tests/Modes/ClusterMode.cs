namespace Spikes.Contract.Tests.Modes;

/// <summary>
/// Cluster mode: PostgreSQL, two silos, and gateways for each set of settings. What the tests set apart is read by gateways alone, so
/// that one cluster serves them all.
/// </summary>
internal sealed class ClusterMode : ITestedMode
{
    /// <summary>Settings with which a call and a write may take long: a busy machine must not look like an outage.</summary>
    public static readonly IReadOnlyList<string> Patient =
        ["--Spikes:Cluster:GrainCallTimeout=00:00:10", "--Spikes:Cluster:DatabaseProbePeriod=00:00:05"];

    // And no silo is given up.
    private static readonly string[] Calm = [.. Patient, "--Spikes:Cluster:MissedProbes=30", "--Spikes:Cluster:MissedDatabaseProbes=30"];

    private readonly SpikesCluster _cluster;

    private ClusterMode(SpikesCluster cluster, IReadOnlyList<ClusterNode> silos) => (_cluster, Silos) = (cluster, silos);

    /// <summary>Its server, for databases of further clusters.</summary>
    public PostgresServer Database => _cluster.Database;

    public IReadOnlyList<ClusterNode> Silos { get; }

    public static async Task<ClusterMode> StartAsync()
    {
        // Room for the clusters that tests start beside this one.
        var cluster = await SpikesCluster.CreateAsync(Calm, "fsync=off", "max_connections=600");
        try
        {
            return new ClusterMode(cluster, await Task.WhenAll(cluster.StartSiloAsync(), cluster.StartSiloAsync()));
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<Front> StartAsync(string name, int gateways, Uri? address, params string[] settings)
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, gateways).Select(_ => _cluster.StartGatewayAsync(address, settings)));
        return new Front(
            [.. nodes.Select(node => node.Address)],
            _cluster.Entrance.GetLeftPart(UriPartial.Authority),
            SpikesCluster.AdminToken,
            _cluster.Mails,
            TierRows.Cluster(_cluster.ConnectionString));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
