using System.Collections.Concurrent;

namespace Spikes.Contract.Tests.Modes;

/// <summary>
/// Cluster mode: PostgreSQL, a silo that serves nothing but probes, and for each set of settings gateways, and a silo that serves HTTP where
/// they are there before the first test. What the tests set apart is read by what serves HTTP alone, so that one cluster serves them all.
/// </summary>
internal sealed class ClusterMode : ITestedMode
{
    /// <summary>Settings with which a call and a write may take long: a busy machine must not look like an outage.</summary>
    public static readonly IReadOnlyList<string> Patient =
        ["--Spikes:Cluster:GrainCallTimeout=00:00:10", "--Spikes:Cluster:DatabaseProbePeriod=00:00:05"];

    private const int Gateways = 2;

    // And no silo is given up.
    private static readonly string[] Calm = [.. Patient, "--Spikes:Cluster:MissedProbes=30", "--Spikes:Cluster:MissedDatabaseProbes=30"];

    private readonly SpikesCluster _cluster;
    private readonly ConcurrentBag<SpikesCluster> _others = [];

    private ClusterMode(SpikesCluster cluster, ClusterNode plainSilo) => (_cluster, PlainSilo) = (cluster, plainSilo);

    /// <summary>Its server, for databases of further clusters.</summary>
    public PostgresServer Database => _cluster.Database;

    /// <summary>The silo that leaves HTTP to others.</summary>
    public ClusterNode PlainSilo { get; }

    public static async Task<ClusterMode> StartAsync()
    {
        // Room for the clusters that tests start beside this one.
        var cluster = await SpikesCluster.CreateAsync(Calm, "fsync=off", "max_connections=600");
        try
        {
            return new ClusterMode(cluster, await cluster.StartSiloAsync());
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<Front> StartAsync(string name, params string[] settings) => FrontOf(_cluster, await Task.WhenAll(
    [
        .. Enumerable.Range(0, Gateways).Select(_ => _cluster.StartGatewayAsync(address: null, settings)),
        _cluster.StartSiloAsync(address: null, [SpikesCluster.ServeHttp, .. settings]),
    ]));

    public async Task<Front> StartLaterAsync(string name, Uri? address, params string[] settings) =>
        FrontOf(_cluster, await _cluster.StartGatewayAsync(address, settings));

    public async Task<Front> StartApartAsync(string name, params string[] settings)
    {
        var cluster = await SpikesCluster.CreateOnAsync(Database, name, [.. Calm, .. settings]);
        _others.Add(cluster);
        var silo = await cluster.StartSiloAsync(address: null, SpikesCluster.ServeHttp);
        return FrontOf(cluster, silo, await cluster.StartGatewayAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others)
            await other.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    private static Front FrontOf(SpikesCluster cluster, params IEnumerable<ClusterNode> doors) => new(
        [.. doors.Select(door => door.Address)],
        cluster.Entrance.GetLeftPart(UriPartial.Authority),
        SpikesCluster.AdminToken,
        cluster.Mails,
        TierRows.Cluster(cluster.ConnectionString));
}
