using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Spikes.Gateway.Hosting;
using ClusterOptions = Spikes.Gateway.Configuration.ClusterOptions;

namespace Spikes.Silo.Hosting;

/// <summary>Where a silo listens, and the address that it tells others.</summary>
internal static class NodeAddress
{
    /// <summary>For manifests that set this from the downward API and not <c>Spikes:Cluster:AdvertisedAddress</c>.</summary>
    private const string PodAddress = "POD_IP";

    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("169.254.0.0/16");

    public static void Configure(EndpointOptions endpoints, ClusterOptions cluster)
    {
        var address = Find(cluster.AdvertisedAddress ?? Environment.GetEnvironmentVariable(PodAddress) ?? Dns.GetHostName());
        // A cluster on one machine is nobody else's business.
        var listen = IPAddress.IsLoopback(address) ? address : Any(address);
        endpoints.AdvertisedIPAddress = address;
        endpoints.SiloPort = cluster.SiloPort;
        endpoints.GatewayPort = cluster.GatewayPort;
        endpoints.SiloListeningEndpoint = new IPEndPoint(listen, cluster.SiloPort);
        endpoints.GatewayListeningEndpoint = new IPEndPoint(listen, cluster.GatewayPort);
    }

    private static IPAddress Any(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;

    private static IPAddress Find(string nameOrAddress)
    {
        if (IPAddress.TryParse(nameOrAddress, out var address))
            return address;
        try
        {
            return Choose(Dns.GetHostAddresses(nameOrAddress));
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            throw new StartException(
                $"Spikes:Cluster:AdvertisedAddress: {nameOrAddress} has no address; set the one that other nodes reach this one at", exception);
        }
    }

    /// <summary>
    /// Of several addresses of a name the one that others most likely reach: of the network before of the host alone before of the link alone,
    /// IPv4 before IPv6.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal static IPAddress Choose(IEnumerable<IPAddress> addresses) => addresses
        .OrderBy(IsLinkLocal)
        .ThenBy(IPAddress.IsLoopback)
        .ThenBy(address => address.AddressFamily == AddressFamily.InterNetworkV6)
        .First();

    private static bool IsLinkLocal(IPAddress address) => address.IsIPv6LinkLocal || LinkLocal.Contains(address);
}
