using Spikes.Load.Http;
using Spikes.Load.Measuring;
using Spikes.Load.Yardsticks;

namespace Spikes.Load.Servers;

/// <summary>Cluster mode: PostgreSQL and a silo that serves HTTP, or PostgreSQL, a silo and a gateway.</summary>
internal sealed class ClusterUnderLoad : IServerUnderLoad
{
    /// <summary>Of pgbench, however many connections the load has: with many more it mostly waits for itself.</summary>
    private const int InsertClients = 64;

    private readonly LoadOptions _options;
    private readonly SpikesCluster _cluster;
    private readonly ClusterNode _front;

    private ClusterUnderLoad(LoadOptions options, SpikesCluster cluster, ClusterNode front) =>
        (_options, _cluster, _front) = (options, cluster, front);

    public string ConnectionString => _cluster.ConnectionString;

    public Uri Address => _front.Address;

    public string Name => _options.Mode == LoadMode.Gateway ? "silo and gateway" : "one silo";

    public static async Task<ClusterUnderLoad> StartAsync(LoadOptions options)
    {
        var cluster = await SpikesCluster.CreateAsync([.. IServerUnderLoad.Settings], "max_connections=200");
        try
        {
            return new ClusterUnderLoad(options, cluster, await StartNodesAsync(cluster, options.Mode));
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public TierRows Tiers => TierRows.Cluster(_cluster.ConnectionString);

    public SpikesApp NewApp() => _cluster.NewApp(_front);

    public async Task<IReadOnlyList<IMeasured>> WritersAsync(Func<Uri, RequestSet> set)
    {
        var bare = await BareProcess.StartAsync(BareCommits.Argument, _cluster.ConnectionString);
        return
        [
            new PgbenchInserts(_cluster.ConnectionString, InsertClients),
            new HttpLoad("bare Kestrel, the same committer", bare.Address, set(bare.Address), _options.Connections, bare, TimeProvider.System),
        ];
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private static async Task<ClusterNode> StartNodesAsync(SpikesCluster cluster, LoadMode mode)
    {
        if (mode != LoadMode.Gateway)
            return await cluster.StartSiloAsync(cluster.Entrance, "--Spikes:Cluster:ServeHttp=true");
        await cluster.StartSiloAsync();
        return await cluster.StartGatewayAsync(cluster.Entrance);
    }
}
