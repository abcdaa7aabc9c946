using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace Spikes.Gateway.Hosting;

/// <summary>
/// Ends connections that outlast a stop. Kestrel alone would give a slow sender all the time that the host has, and leave none to the
/// silo and the storage.
/// </summary>
internal sealed class ConnectionDrain(TimeSpan grace, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private static readonly ConnectionAbortedException Stopping = new("The server stops");

    private readonly ConcurrentDictionary<string, ConnectionContext> _open = new();

    /// <summary>Watches a connection.</summary>
    public ConnectionDelegate Watch(ConnectionDelegate next) => async connection =>
    {
        _open[connection.ConnectionId] = connection;
        try
        {
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
        }
    };

    /// <summary>Ends what is still open some seconds after the stop has begun.</summary>
    public void Begin() => lifetime.ApplicationStopping.Register(() => _ = EndLateAsync());

    private async Task EndLateAsync()
    {
        await Task.Delay(grace, clock);
        foreach (var connection in _open.Values)
            connection.Abort(Stopping);
    }
}
