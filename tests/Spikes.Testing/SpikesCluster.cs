using System.Collections.Concurrent;

namespace Spikes.Testing;

/// <summary>
/// Cluster mode on loopback: a PostgreSQL database, silos and gateways as processes. Nodes come and go as the test says; what is left runs
/// until the end of the test.
/// </summary>
public sealed class SpikesCluster : IAsyncDisposable
{
    /// <summary>The admin token of every node.</summary>
    public const string AdminToken = "cluster-admin-token-0123456789abcdef";

    /// <summary>The setting with which a silo serves the contract too.</summary>
    public const string ServeHttp = "--Spikes:Cluster:ServeHttp=true";

    private const string DatabaseName = "spikes";

    private readonly TestDirectory _mails = new();
    private readonly ConcurrentBag<ClusterNode> _nodes = [];
    private readonly string[] _settings;
    private readonly bool _ownsDatabase;

    private SpikesCluster(PostgresServer database, bool ownsDatabase, string connectionString, string[] settings)
    {
        (Database, _ownsDatabase) = (database, ownsDatabase);
        ConnectionString = connectionString;
        Mails = new PickupFolder(_mails.Path);
        Entrance = LoopbackPort.Address();
        _settings =
        [
            "--Spikes:Mode=Cluster",
            $"--Spikes:AdminToken={AdminToken}",
            $"--Spikes:PublicUrl={Entrance.GetLeftPart(UriPartial.Authority)}",
            "--Spikes:Mail:From=spikes@example.com",
            $"--Spikes:Mail:PickupDirectory={_mails.Path}",
            // Nodes that start at once on a busy machine get their first connections late.
            $"--ConnectionStrings:Spikes={connectionString};Timeout=60",
            "--Spikes:Cluster:AdvertisedAddress=127.0.0.1",
            .. settings,
        ];
    }

    public PostgresServer Database { get; }

    /// <summary>What connects to the database of the nodes.</summary>
    public string ConnectionString { get; }

    /// <summary>The mails that the silos sent.</summary>
    public PickupFolder Mails { get; }

    /// <summary>The public address. The node that a test starts with it is the one that links lead to.</summary>
    public Uri Entrance { get; }

    /// <summary>Starts a database server for it alone; nodes come later.</summary>
    /// <param name="settings">Of every node, as arguments.</param>
    /// <param name="postgres">Settings of PostgreSQL, as <c>fsync=off</c>.</param>
    public static async Task<SpikesCluster> CreateAsync(string[] settings, params string[] postgres)
    {
        var database = await PostgresServer.CreateAsync(postgres);
        try
        {
            return new SpikesCluster(database, ownsDatabase: true, await database.CreateDatabaseAsync(DatabaseName), settings);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>A cluster beside others: an empty database on their server, which outlives this cluster.</summary>
    /// <param name="database">The server.</param>
    /// <param name="name">Of the database; not there yet.</param>
    /// <param name="settings">Of every node, as arguments.</param>
    public static async Task<SpikesCluster> CreateOnAsync(PostgresServer database, string name, params string[] settings) =>
        On(database, await database.CreateDatabaseAsync(name), settings);

    /// <summary>A cluster on a database that is there already; its server outlives this cluster.</summary>
    /// <param name="database">The server.</param>
    /// <param name="connectionString">What connects to the database.</param>
    /// <param name="settings">Of every node, as arguments.</param>
    public static SpikesCluster On(PostgresServer database, string connectionString, params string[] settings) =>
        new(database, ownsDatabase: false, connectionString, settings);

    /// <summary>Starts a silo and returns at once.</summary>
    /// <param name="address">Of its HTTP port; null for a free one.</param>
    /// <param name="settings">Of this silo alone, as arguments.</param>
    public ClusterNode LaunchSilo(Uri? address = null, params string[] settings) => LaunchSiloBy([], address, settings);

    /// <summary>Starts a silo by another program, as <c>ip netns exec</c>, and returns at once.</summary>
    /// <param name="launcher">The program and its arguments; it must become the silo.</param>
    /// <inheritdoc cref="LaunchSilo"/>
    public ClusterNode LaunchSiloBy(IReadOnlyList<string> launcher, Uri? address, params string[] settings) => Launch(
        "Spikes.Silo.dll",
        address,
        [
            FormattableString.Invariant($"--Spikes:Cluster:SiloPort={LoopbackPort.Free()}"),
            FormattableString.Invariant($"--Spikes:Cluster:GatewayPort={LoopbackPort.Free()}"),
            .. settings,
        ],
        launcher);

    /// <summary>Starts a gateway and returns at once.</summary>
    /// <inheritdoc cref="LaunchSilo"/>
    public ClusterNode LaunchGateway(Uri? address = null, params string[] settings) => Launch("Spikes.Gateway.dll", address, settings);

    /// <summary>Starts the program that brings the schema up to date and ends.</summary>
    public ClusterNode LaunchMigration() => Launch("Spikes.Silo.dll", address: null, ["migrate"]);

    /// <summary>Starts a silo and returns when it is ready.</summary>
    /// <inheritdoc cref="LaunchSilo"/>
    public Task<ClusterNode> StartSiloAsync(Uri? address = null, params string[] settings) => ReadyAsync(LaunchSilo(address, settings));

    /// <summary>Starts a gateway and returns when it is ready.</summary>
    /// <inheritdoc cref="LaunchSilo"/>
    public Task<ClusterNode> StartGatewayAsync(Uri? address = null, params string[] settings) => ReadyAsync(LaunchGateway(address, settings));

    /// <summary>A client of a node that serves the contract.</summary>
    public SpikesApp NewApp(ClusterNode node) => NewApp([node]);

    /// <summary>A client that sends each request to another node than the one before.</summary>
    public SpikesApp NewApp(IEnumerable<ClusterNode> nodes) => new([.. nodes.Select(node => node.Address)], AdminToken, Mails);

    public async ValueTask DisposeAsync()
    {
        // The database last: it outlives whoever writes to it.
        foreach (var node in _nodes)
            await node.DisposeAsync();
        if (_ownsDatabase)
            await Database.DisposeAsync();
        _mails.Dispose();
    }

    private static async Task<ClusterNode> ReadyAsync(ClusterNode node)
    {
        await node.WaitUntilReadyAsync();
        return node;
    }

    private ClusterNode Launch(string assembly, Uri? address, IEnumerable<string> settings, IReadOnlyList<string>? launcher = null)
    {
        var node = new ClusterNode(assembly, address ?? LoopbackPort.Address(), [.. _settings, .. settings], launcher);
        _nodes.Add(node);
        return node;
    }
}
