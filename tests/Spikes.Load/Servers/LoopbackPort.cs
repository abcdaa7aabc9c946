using System.Net;
using System.Net.Sockets;

namespace Spikes.Load.Servers;

/// <summary>Ports of the loopback address for processes that must be told theirs.</summary>
internal static class LoopbackPort
{
    public static int Free()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    public static Uri Address() => new(FormattableString.Invariant($"http://127.0.0.1:{Free()}"));
}
