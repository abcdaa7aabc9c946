using Npgsql;

namespace Spikes.Gateway.Hosting;

/// <summary>
/// Makes the pool of connections of a gateway, which asks for little but the list of silos, once a second. A way to the server that swallows
/// packets must not keep that list old: silos that were replaced meanwhile have other addresses.
/// </summary>
internal static class GatewaySource
{
    private const int ConnectSeconds = 3;
    private const int CommandSeconds = 3;
    private const int Connections = 8;
    private const int KeepAliveSeconds = 5;

    /// <param name="connectionString">Where the database is. Limits of its own are replaced.</param>
    public static NpgsqlDataSource Create(string connectionString) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        Timeout = ConnectSeconds,
        CommandTimeout = CommandSeconds,
        CancellationTimeout = 500,
        MaxPoolSize = Connections,
        TcpKeepAlive = true,
        TcpKeepAliveTime = KeepAliveSeconds,
        TcpKeepAliveInterval = KeepAliveSeconds,
    });
}
