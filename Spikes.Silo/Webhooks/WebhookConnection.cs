using System.Net;
using System.Net.Sockets;

namespace Spikes.Silo.Webhooks;

/// <summary>Connects to an address and gives the bytes that go there and come back.</summary>
internal delegate ValueTask<Stream> WebhookDial(IPEndPoint endPoint, CancellationToken cancellationToken);

/// <summary>The connection of one attempt: to no other than the checked addresses, and gone with the attempt.</summary>
internal sealed class WebhookConnection(
    IReadOnlyList<IPAddress> addresses, WebhookDial dial, TimeProvider time, CancellationToken attempt) : IDisposable
{
    /// <summary>How long one address may keep the next one waiting: a network that drops packets must not use up the whole attempt.</summary>
    public static readonly TimeSpan LongestDial = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private Stream? _stream;
    private bool _isOver;

    /// <summary>Connects over TCP.</summary>
    public static async ValueTask<Stream> DialAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects to the first address that answers; the host name is not looked up again.</summary>
    public async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        // The handler goes on connecting for a while when the attempt is over; this does not.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(attempt, cancellationToken);
        foreach (var address in addresses.SkipLast(1))
        {
            if (await TryDialAsync(new IPEndPoint(address, context.DnsEndPoint.Port), either.Token) is { } stream)
                return Keep(stream);
        }

        return Keep(await dial(new IPEndPoint(addresses[^1], context.DnsEndPoint.Port), either.Token));
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _stream?.Dispose();
        }
    }

    /// <summary>Null when the address does not answer.</summary>
    private async ValueTask<Stream?> TryDialAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestDial, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await dial(endPoint, either.Token);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private Stream Keep(Stream stream)
    {
        lock (_lock)
        {
            _stream?.Dispose();
            _stream = stream;
            if (_isOver)
                stream.Dispose();
            return stream;
        }
    }
}
