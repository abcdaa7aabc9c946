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

    public static void Configure(EndpointOptions endpoints, ClusterOptions cluster)
    {
        var address = Find(cluster.AdvertisedAddress ?? Environment.GetEnvironmentVariable(PodAddress) ?? Dns.GetHostName());
        // A cluster on one machine is nobody else's business.
        var listen = IPAddress.IsLoopback(address) ? address : IPAddress.Any;
        endpoints.AdvertisedIPAddress = address;
        endpoints.SiloPort = cluster.SiloPort;
        endpoints.GatewayPort = cluster.GatewayPort;
        endpoints.SiloListeningEndpoint = new IPEndPoint(listen, cluster.SiloPort);
        endpoints.GatewayListeningEndpoint = new IPEndPoint(listen, cluster.GatewayPort);
    }

    private static IPAddress Find(string nameOrAddress)
    {
        if (IPAddress.TryParse(nameOrAddress, out var address))
            return address;
        try
        {
            var found = Dns.GetHostAddresses(nameOrAddress, AddressFamily.InterNetwork);
            return found.FirstOrDefault(candidate => !IPAddress.IsLoopback(candidate)) ?? found[0];
        }
        catch (Exception exception) when (exception is SocketException or IndexOutOfRangeException)
        {
            throw new StartException(
                $"Spikes:Cluster:AdvertisedAddress: {nameOrAddress} has no IPv4 address; set the address that other nodes reach this one at");
        }
    }
}
