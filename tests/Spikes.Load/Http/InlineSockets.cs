using System.Net;
using System.Net.Sockets;

namespace Spikes.Load.Http;

/// <summary>
/// Lets the loops of the connections run on the threads that poll the sockets: half the processor time of a hop to the thread pool, which
/// the server on the same cores then has. Nothing may block on such a thread.
/// </summary>
internal static class InlineSockets
{
    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Must come before the first socket. The runtime reads the switch once; child processes must not inherit it.</summary>
    public static async Task UseAsync()
    {
        Environment.SetEnvironmentVariable(Switch, "1");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        var accepted = listener.AcceptTcpClientAsync();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        (await accepted).Dispose();
        Environment.SetEnvironmentVariable(Switch, null);
    }
}
