using System.Net;
using System.Net.Sockets;

namespace Spikes.Testing;

/// <summary>A way to a port of this machine that a test can cut, as a network does that parts one node from a server.</summary>
public sealed class TcpRelay : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly int _target;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly HashSet<Socket> _open = [];
    private readonly Lock _lock = new();
    private bool _isCut;
    private int _count;
    private int _silenced;

    public TcpRelay(int target)
    {
        _target = target;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Ends what is open and refuses what comes.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _isCut = true;
            foreach (var socket in _open) socket.Dispose();
            _open.Clear();
        }
    }

    /// <summary>Lets pass nothing more on what is open, and ends none of it, as a network does that forgets connections. New ones work.</summary>
    public void Silence() => Volatile.Write(ref _silenced, Volatile.Read(ref _count));

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task CopyAsync(Socket from, Socket to, int number)
    {
        var buffer = new byte[BufferBytes];
        int received;
        while ((received = await from.ReceiveAsync(buffer)) > 0)
        {
            if (number <= Volatile.Read(ref _silenced)) continue;
            for (var sent = 0; sent < received;) sent += await to.SendAsync(buffer.AsMemory(sent, received - sent));
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = RelayAsync(await _listener.AcceptAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The end of the relay.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var number = Interlocked.Increment(ref _count);
        using (client)
        {
            try
            {
                if (!Keep(client, server)) return;
                await server.ConnectAsync(IPAddress.Loopback, _target);
                await Task.WhenAny(CopyAsync(client, server, number), CopyAsync(server, client, number));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Either side has ended.
            }
            finally
            {
                Forget(client, server);
            }
        }
    }

    private bool Keep(Socket client, Socket server)
    {
        lock (_lock)
        {
            if (_isCut) return false;
            _open.Add(client);
            _open.Add(server);
            return true;
        }
    }

    private void Forget(Socket client, Socket server)
    {
        lock (_lock)
        {
            _open.Remove(client);
            _open.Remove(server);
        }
    }
}
