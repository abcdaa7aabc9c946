using System.Diagnostics;
using Npgsql;

namespace Spikes.Chaos.Networks;

/// <summary>
/// A network namespace for one silo, joined to this machine by a cable. This machine has two addresses on it, one for silos and one for
/// PostgreSQL, so that either way can be cut alone. A cut is a wrong hardware address: packets leave and nobody takes them, as on a
/// broken network; a missing route would be an error at once.
/// </summary>
internal sealed class SideNetwork : IAsyncDisposable
{
    /// <summary>Of the silo inside.</summary>
    public const string InnerAddress = "10.231.77.2";

    private const string Subnet = "10.231.77.0/24";
    private const string SilosAddress = "10.231.77.1";
    private const string DatabaseAddress = "10.231.77.5";
    private const string NobodysHardware = "02:00:00:00:00:99";

    private readonly string _name = FormattableString.Invariant($"spikes-{Environment.ProcessId}");
    private readonly string _outer = FormattableString.Invariant($"sp{Environment.ProcessId}o");
    private readonly string _inner = FormattableString.Invariant($"sp{Environment.ProcessId}i");

    private readonly TestDirectory _folder = new();

    private SideNetwork()
    {
    }

    /// <summary>Of the other silos: they tell the address that the cable leads to.</summary>
    public IReadOnlyList<string> Settings { get; } = [$"--Spikes:Cluster:AdvertisedAddress={SilosAddress}"];

    /// <summary>PostgreSQL listens on its address of the cable too, and trusts who comes from there.</summary>
    public IReadOnlyList<string> PostgresSettings => [$"listen_addresses=127.0.0.1,{DatabaseAddress}", $"hba_file={_folder["hba.conf"]}"];

    /// <summary>Why this machine has no such networks, or null.</summary>
    public static async Task<string?> WhyNotHereAsync()
    {
        try
        {
            await using var network = await CreateAsync();
            return null;
        }
        catch (InvalidOperationException fault)
        {
            return fault.Message.Trim();
        }
    }

    public static async Task<SideNetwork> CreateAsync()
    {
        var network = new SideNetwork();
        try
        {
            await network.BuildAsync();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a silo in it.</summary>
    public ClusterNode LaunchSilo(SpikesCluster cluster)
    {
        var connection = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Host = DatabaseAddress };
        var address = new UriBuilder(LoopbackPort.Address()) { Host = InnerAddress }.Uri;
        return cluster.LaunchSiloBy(
            ["ip", "netns", "exec", _name], address, $"--Spikes:Cluster:AdvertisedAddress={InnerAddress}", $"--ConnectionStrings:Spikes={connection}");
    }

    /// <summary>From now on nothing passes between the silo inside and these.</summary>
    public async Task CutAsync(bool silos, bool database)
    {
        if (silos)
            await InsideAsync("neigh", "replace", SilosAddress, "lladdr", NobodysHardware, "dev", _inner, "nud", "permanent");
        if (database)
            await InsideAsync("neigh", "replace", DatabaseAddress, "lladdr", NobodysHardware, "dev", _inner, "nud", "permanent");
    }

    /// <summary>Everything passes again.</summary>
    public async Task MendAsync(bool silos, bool database)
    {
        if (silos)
            await InsideAsync("neigh", "del", SilosAddress, "dev", _inner);
        if (database)
            await InsideAsync("neigh", "del", DatabaseAddress, "dev", _inner);
    }

    public async ValueTask DisposeAsync()
    {
        // The cable goes with the namespace, once no process is left in it.
        await TryAsync("link", "del", _outer);
        await TryAsync("netns", "del", _name);
        _folder.Dispose();
    }

    private Task InsideAsync(params string[] arguments) => IpAsync(["-n", _name, .. arguments]);

    private static async Task TryAsync(params string[] arguments)
    {
        try
        {
            await IpAsync(arguments);
        }
        catch (InvalidOperationException)
        {
            // It was not made, or is gone already.
        }
    }

    private static async Task IpAsync(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {string.Concat(output)}");
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new InvalidOperationException($"ip is not there: {fault.Message}", fault);
        }
    }

    private async Task BuildAsync()
    {
        // PostgreSQL runs as another user.
        File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        _folder.WriteFile("hba.conf", $"local all all trust\nhost all all 127.0.0.1/32 trust\nhost all all {Subnet} trust\n");
        await IpAsync("netns", "add", _name);
        await IpAsync("link", "add", _outer, "type", "veth", "peer", "name", _inner);
        await IpAsync("link", "set", _inner, "netns", _name);
        await IpAsync("addr", "add", SilosAddress + "/24", "dev", _outer);
        await IpAsync("addr", "add", DatabaseAddress + "/24", "dev", _outer);
        await IpAsync("link", "set", _outer, "up");
        await InsideAsync("addr", "add", InnerAddress + "/24", "dev", _inner);
        await InsideAsync("link", "set", _inner, "up");
        await InsideAsync("link", "set", "lo", "up");
    }
}
