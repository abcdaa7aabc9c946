using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Spikes.Gateway.Hosting;
using Spikes.Silo.Hosting;

namespace Spikes.Silo.Tests.Hosting;

public sealed class NodePortsTests
{
    private readonly EndpointOptions _endpoints = Endpoints(LoopbackPort.Free(), LoopbackPort.Free());

    [Fact]
    public void Take_OfASiloThatDoesNotListenYet_IsRefusedUntilItEnds()
    {
        using (NodePorts.Take(_endpoints))
        {
            var refusal = Assert.Throws<StartException>(() => NodePorts.Take(_endpoints));

            Assert.StartsWith($"Spikes:Cluster:SiloPort: {_endpoints.SiloListeningEndpoint} is taken already; ", refusal.Message, StringComparison.Ordinal);
        }

        NodePorts.Take(_endpoints).Dispose();
    }

    [Fact]
    public void Take_OneOfTwoIsTaken_GivesTheOtherBack()
    {
        var other = Endpoints(LoopbackPort.Free(), _endpoints.GatewayListeningEndpoint!.Port);
        using (NodePorts.Take(other))
        {
            var refusal = Assert.Throws<StartException>(() => NodePorts.Take(_endpoints));
            Assert.StartsWith("Spikes:Cluster:GatewayPort: ", refusal.Message, StringComparison.Ordinal);
        }

        NodePorts.Take(_endpoints).Dispose();
    }

    [Fact]
    public void Take_PortThatItsHolderWouldShare_IsRefused()
    {
        // As Orleans and others listen.
        using var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        holder.Bind(_endpoints.SiloListeningEndpoint!);
        holder.Listen();

        Assert.Throws<StartException>(() => NodePorts.Take(_endpoints));
    }

    [Fact]
    public void Take_SamePortTwice_IsRefused()
    {
        var port = LoopbackPort.Free();

        Assert.Throws<StartException>(() => NodePorts.Take(Endpoints(port, port)));
    }

    private static EndpointOptions Endpoints(int silo, int gateway) => new()
    {
        SiloListeningEndpoint = new IPEndPoint(IPAddress.Loopback, silo),
        GatewayListeningEndpoint = new IPEndPoint(IPAddress.Loopback, gateway),
    };
}
