using System.Net;
using System.Net.Sockets;
using Npgsql;
using Spikes.Gateway.Hosting;

namespace Spikes.Gateway.Tests.Hosting;

public sealed class GatewaySourceTests
{
    [Fact]
    public async Task Open_ServerThatNeverAnswers_EndsByItself()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var source = GatewaySource.Create($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=x;Timeout=600");

        var fault = await Assert.ThrowsAsync<NpgsqlException>(
            () => source.OpenConnectionAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System));

        Assert.IsType<TimeoutException>(fault.InnerException);
    }

    [Fact]
    public void Create_ConnectionStringWithoutLimits_HasThemAll()
    {
        using var source = GatewaySource.Create("Host=db;Username=spikes;Database=spikes");
        var settings = new NpgsqlConnectionStringBuilder(source.ConnectionString);

        Assert.Equal((3, 3, 8, true), (settings.Timeout, settings.CommandTimeout, settings.MaxPoolSize, settings.TcpKeepAlive));
        Assert.Equal(("db", "spikes", "spikes"), (settings.Host, settings.Username, settings.Database));
    }
}
