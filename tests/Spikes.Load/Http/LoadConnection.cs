using System.Net.Sockets;
using Spikes.Load.Measuring;

namespace Spikes.Load.Http;

/// <summary>One connection of a run, and what it measured.</summary>
internal sealed class LoadConnection(LoadRun run)
{
    /// <summary>A connection that failed so often stops: the server is gone.</summary>
    private const int MaxFailures = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ResponseReader _reader = new();
    private Socket? _socket;
    private volatile bool _isGivenUp;

    public Measurement Measured { get; } = new();

    public async Task RunAsync()
    {
        for (var failures = 0; failures < MaxFailures && !_isGivenUp; failures++)
        {
            try
            {
                await ConnectAsync();
                if (await ExchangeAsync())
                    return;
            }
            catch (Exception exception) when (exception is SocketException or InvalidDataException or ObjectDisposedException)
            {
                Measured.AddError(exception.Message);
                await Task.Delay(Pause, run.Time);
            }
            finally
            {
                _socket?.Dispose();
            }
        }
    }

    /// <summary>Ends the wait for an answer that does not come.</summary>
    public void GiveUp()
    {
        _isGivenUp = true;
        _socket?.Dispose();
    }

    private async Task ConnectAsync()
    {
        _reader.Reset();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket = socket;
        await socket.ConnectAsync(run.EndPoint);
    }

    /// <summary>True when the run is over, false when the server ends this connection.</summary>
    private async Task<bool> ExchangeAsync()
    {
        var socket = _socket!;
        while (run.Next() is { } request)
        {
            var began = run.Time.GetTimestamp();
            await SendAsync(socket, request);
            int received;
            do
            {
                received = await socket.ReceiveAsync(_reader.Free);
                if (received == 0)
                    throw new InvalidDataException("The server closed the connection before the answer was whole");
            }
            while (!_reader.Advance(received));

            Keep(began, run.Time.GetTimestamp());
            if (_reader.IsLast)
                return false;
        }

        return true;
    }

    private static async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> request)
    {
        while (!request.IsEmpty)
            request = request[await socket.SendAsync(request)..];
    }

    private void Keep(long began, long ended)
    {
        if (_reader.Status != run.Status)
            Measured.AddError(_reader.Excerpt);
        else if (run.Counts(began, ended))
            Measured.Add(run.Time.GetElapsedTime(began, ended));
    }
}
