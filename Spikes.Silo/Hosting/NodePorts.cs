using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Hosting;

/// <summary>
/// Keeps the two ports of a silo from a second silo on the same machine. Orleans binds ports so that several processes may share them: each
/// would get a part of the other's connections, and the later silo would strike off the earlier one as an older start of itself.
/// </summary>
internal sealed class NodePorts : IDisposable
{
    private readonly List<Socket> _locks = [];

    private NodePorts()
    {
    }

    /// <summary>Takes both ports until the disposal, or the end of the process.</summary>
    /// <param name="endpoints">As <see cref="NodeAddress"/> sets them.</param>
    /// <exception cref="StartException">One is taken already.</exception>
    public static NodePorts Take(EndpointOptions endpoints)
    {
        var ports = new NodePorts();
        try
        {
            ports.Take("Spikes:Cluster:SiloPort", endpoints.SiloListeningEndpoint!);
            ports.Take("Spikes:Cluster:GatewayPort", endpoints.GatewayListeningEndpoint!);
            return ports;
        }
        catch
        {
            ports.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var held in _locks) held.Dispose();
    }

    private void Take(string setting, IPEndPoint endpoint)
    {
        try
        {
            if (OperatingSystem.IsLinux()) Lock(endpoint);
            using var probe = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new StartException($"{setting}: {endpoint} is taken already; choose another port, or end the process that has it", exception);
        }
        catch (SocketException exception)
        {
            throw new StartException($"{setting}: {endpoint} cannot be listened on ({exception.Message}); choose another port", exception);
        }
    }

    /// <summary>
    /// A name that one process has at a time and that no file stands for: two silos that start together both find their ports free.
    /// </summary>
    private void Lock(IPEndPoint endpoint)
    {
        var held = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _locks.Add(held);
        held.Bind(new UnixDomainSocketEndPoint($"\0spikes-silo-{endpoint}"));
    }
}
