using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Spikes.Testing;

/// <summary>Ports of the loopback address for processes that must be told theirs. None is given twice.</summary>
public static class LoopbackPort
{
    // Below the ports that the system gives to outgoing connections, one of which could take the port before the process does.
    private const int First = 10_000;
    private const int Last = 19_999;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last + 1);
            if (IsFree(port) && Given.TryAdd(port, true))
                return port;
        }
    }

    public static Uri Address() => new(FormattableString.Invariant($"http://127.0.0.1:{Free()}"));

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
