using System.Collections.Concurrent;
using Spikes.Chaos.Networks;
using Spikes.Chaos.Posting;

namespace Spikes.Chaos.Running;

/// <summary>The processes that are hit.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    /// <summary>On, so that posts pass the limiter's grain as they do in life, but far beyond what the clients send.</summary>
    private const int SpikesPerMinute = 100_000;

    private const int SharesPerAccount = 100_000;

    private readonly List<ClusterNode> _silos = [];
    private readonly List<ClusterNode> _gateways = [];
    private readonly ConcurrentBag<(string Role, ClusterNode Node)> _all = [];

    private ChaosCluster(SpikesCluster processes, SideNetwork? network) => (Processes, Network) = (processes, network);

    public SpikesCluster Processes { get; }

    /// <summary>The network of the silo that can be cut off, or null.</summary>
    public SideNetwork? Network { get; }

    public PostgresServer Database => Processes.Database;

    /// <summary>Those that should run.</summary>
    public IReadOnlyList<ClusterNode> Silos => _silos;

    /// <summary>Those that should run.</summary>
    public IReadOnlyList<ClusterNode> Gateways => _gateways;

    /// <summary>Where clients find the gateways.</summary>
    public Doors GatewayDoors { get; } = new();

    /// <summary>Where clients find the silos: each serves HTTP too, whether a scenario sends clients there or not.</summary>
    public Doors SiloDoors { get; } = new();

    public static async Task<ChaosCluster> StartAsync(ChaosOptions options, SideNetwork? network = null)
    {
        string[] settings =
        [
            .. UnlimitedRates.Settings,
            FormattableString.Invariant($"--Spikes:RateLimits:SpikesPerMinutePerIp={SpikesPerMinute}"),
            FormattableString.Invariant($"--Spikes:RateLimits:AuthenticatedSpikesPerMinute={SpikesPerMinute}"),
            FormattableString.Invariant($"--Spikes:Limits:FreeShares={SharesPerAccount}"),
            FormattableString.Invariant($"--Spikes:Limits:FreeSpikesPerShare={options.SpikeLimit}"),
            "--Spikes:TrustedProxies:0=127.0.0.0/8",
            SpikesCluster.ServeHttp,
            .. network?.Settings ?? [],
            .. options.Settings,
        ];
        // A silo takes up to 28 connections, and killed and new ones overlap.
        var cluster = new ChaosCluster(await SpikesCluster.CreateAsync(settings, ["max_connections=400", .. network?.PostgresSettings ?? []]), network);
        try
        {
            // Alone: it makes the tables.
            await cluster.AddSiloAsync();
            var first = cluster.AddGatewayAsync(cluster.Processes.Entrance);
            await Task.WhenAll([
                first,
                .. Enumerable.Range(1, options.Silos - 1).Select(number => cluster.AddSiloAsync(isInNetwork: number == 1 && network is not null)),
                .. Enumerable.Range(1, options.Gateways - 1).Select(_ => cluster.AddGatewayAsync()),
            ]);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of one door.</summary>
    public SpikesApp NewApp(Uri door) => new(door, SpikesCluster.AdminToken, Processes.Mails);

    /// <summary>Starts a silo and returns when it is ready and clients know it.</summary>
    /// <param name="isInNetwork">Whether it runs in <see cref="Network"/>.</param>
    public async Task<ClusterNode> AddSiloAsync(bool isInNetwork = false)
    {
        var silo = isInNetwork ? Network!.LaunchSilo(Processes) : Processes.LaunchSilo();
        _all.Add(("silo", silo));
        lock (_silos)
            _silos.Add(silo);
        await silo.WaitUntilReadyAsync();
        SiloDoors.Add(silo.Address);
        return silo;
    }

    /// <summary>Starts a gateway and returns when it is ready and clients know it.</summary>
    public async Task<ClusterNode> AddGatewayAsync(Uri? address = null)
    {
        var gateway = Processes.LaunchGateway(address);
        _all.Add(("gateway", gateway));
        await gateway.WaitUntilReadyAsync();
        lock (_gateways)
            _gateways.Add(gateway);
        GatewayDoors.Add(gateway.Address);
        return gateway;
    }

    /// <summary>From now on it need not run. Clients go on knocking at it until <see cref="Close"/>.</summary>
    public void Forget(ClusterNode node)
    {
        _silos.Remove(node);
        _gateways.Remove(node);
    }

    /// <summary>No client knocks at it any more, because its successor is there.</summary>
    public void Close(ClusterNode ended)
    {
        GatewayDoors.Remove(ended.Address);
        SiloDoors.Remove(ended.Address);
    }

    /// <summary>Those that should run and do not, with their last words.</summary>
    public IEnumerable<string> Dead() => _silos.Concat(_gateways).Where(node => node.HasExited).Select(node => $"{Name(node)} has ended by itself.\n{LastWords(node)}");

    /// <summary>Writes down what every process said, those that are gone too.</summary>
    public void KeepLogs(string folder, string scenario)
    {
        Directory.CreateDirectory(folder);
        foreach (var (role, node) in _all)
            File.WriteAllText(Path.Combine(folder, $"{scenario}-{role}-{node.Address.Port}.log"), node.Output);
    }

    /// <summary>For a text.</summary>
    public static string Name(ClusterNode node) => FormattableString.Invariant($"process {node.Id} at {node.Address.Authority}");

    public ValueTask DisposeAsync() => Processes.DisposeAsync();

    private static string LastWords(ClusterNode node) => node.Output.Length > 3000 ? node.Output[^3000..] : node.Output;
}
