using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Orleans.Configuration;
using Spikes.Gateway.Hosting;
using ClusterOptions = Spikes.Gateway.Configuration.ClusterOptions;

namespace Spikes.Silo.Hosting;

/// <summary>The silo of each mode.</summary>
internal static class SiloSetup
{
    /// <summary>Below the ports that operating systems give to outgoing connections, one of which could take the port before the silo does.</summary>
    private const int FirstPort = 20_000;

    /// <summary>Calls that may wait for one grain; over it callers get 503. Calls that interleave do not wait, and count themselves.</summary>
    private const int MaxQueuedCalls = 5000;

    private const int LastPort = 29_999;
    private const int Tries = 100;

    /// <summary>Local mode: after this a caller gets 503. Calls that may take longer say so on their interface.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A cluster of one on the loopback address. Without a fixed port, so that two instances run side by side.</summary>
    public static ISiloBuilder UseSingleSilo(this ISiloBuilder silo, ClusterOptions cluster) =>
        silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, primarySiloEndpoint: null, cluster.ServiceId, cluster.ClusterId)
            .Configure<SiloMessagingOptions>(messaging => Bound(messaging, ResponseTimeout))
            .Configure<GrainCollectionOptions>(collection => collection.EnableActivationSheddingOnMemoryPressure = true);

    /// <summary>
    /// One of several silos. Orleans' defaults keep a share of a killed silo away for longer, never give up a paused one, and make the
    /// first start after a total crash wait for minutes.
    /// </summary>
    public static ISiloBuilder UseClusterSilo(this ISiloBuilder silo, ClusterOptions cluster)
    {
        silo.Configure<Orleans.Configuration.ClusterOptions>(identity => ClusterIdentity.Set(identity, cluster));
        silo.Configure<EndpointOptions>(endpoints => NodeAddress.Configure(endpoints, cluster));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = cluster.ProbeTimeout;
            // By default half of it: a pause of half a second on a busy machine would count as a miss.
            membership.MinProbeTimeout = cluster.ProbeTimeout;
            membership.MaxProbeTimeout = cluster.ProbeTimeout * 2;
            membership.NumMissedProbesLimit = cluster.MissedProbes;
            membership.IAmAliveTablePublishTimeout = cluster.AliveInterval;
            membership.TableRefreshTimeout = cluster.TableRefresh;
            // Traffic of a paused silo that still sits in buffers would vouch for it.
            membership.EnableConnectionLivenessCheck = false;
        });
        silo.Configure<SiloMessagingOptions>(messaging => Bound(messaging, cluster.ResponseTimeout));
        silo.AddOutgoingGrainCallFilter<OnceMoreFilter>();
        return silo.Configure<GrainCollectionOptions>(collection => collection.EnableActivationSheddingOnMemoryPressure = true);
    }

    private static void Bound(SiloMessagingOptions messaging, TimeSpan responseTimeout)
    {
        messaging.ResponseTimeout = responseTimeout;
        messaging.MaxEnqueuedRequestsHardLimit = MaxQueuedCalls;
        messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker = MaxQueuedCalls;
    }

    private static int FreePort()
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(FirstPort, LastPort + 1);
            if (IsFree(port))
                return port;
        }

        throw new StartException($"No free port from {FirstPort} to {LastPort} for the silo; end what holds them");
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
