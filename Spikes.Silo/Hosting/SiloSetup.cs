using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Orleans.Configuration;
using ClusterOptions = Spikes.Silo.Configuration.ClusterOptions;

namespace Spikes.Silo.Hosting;

/// <summary>The silo of Local mode.</summary>
internal static class SiloSetup
{
    /// <summary>Below the ports that operating systems give to outgoing connections, one of which could take the port before the silo does.</summary>
    private const int FirstPort = 20_000;

    /// <summary>Calls that may wait for one grain; over it callers get 503. Calls that interleave do not wait, and count themselves.</summary>
    private const int MaxQueuedCalls = 5000;

    private const int LastPort = 29_999;
    private const int Tries = 100;

    /// <summary>After this a caller gets 503. Calls that may take longer say so on their interface.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A cluster of one on the loopback address. Without a fixed port, so that two instances run side by side.</summary>
    public static ISiloBuilder UseSingleSilo(this ISiloBuilder silo, ClusterOptions cluster) =>
        silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, primarySiloEndpoint: null, cluster.ServiceId, cluster.ClusterId)
            .Configure<SiloMessagingOptions>(Bound)
            .Configure<GrainCollectionOptions>(collection => collection.EnableActivationSheddingOnMemoryPressure = true);

    private static void Bound(SiloMessagingOptions messaging)
    {
        messaging.ResponseTimeout = ResponseTimeout;
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
