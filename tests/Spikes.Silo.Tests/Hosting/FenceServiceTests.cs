using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Spikes.Gateway.Configuration;
using Spikes.Grains.Cluster;
using Spikes.Silo.Hosting;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Hosting;

public sealed class FenceServiceTests : IAsyncLifetime
{
    private const int Misses = 5;

    private readonly FakeTimeProvider _time = new();
    private readonly Peers _peers = new();
    private readonly RefusingServer _server = new();
    private readonly ClusterOptions _options = new() { MissedDatabaseProbes = Misses };
    private NpgsqlDataSource _source = null!;
    private PostgresPing _ping = null!;
    private FenceService _fence = null!;
    private volatile bool _hasEnded;

    public async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={_server.Port};Username=spikes;SSL Mode=Disable;GSS Encryption Mode=Disable");
        _ping = new PostgresPing(_source, TimeProvider.System);
        _fence = new FenceService(_ping, _peers, _options, () => _hasEnded = true, _time, NullLogger<FenceService>.Instance);
        await _fence.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _fence.StopAsync(CancellationToken.None);
        _fence.Dispose();
        await _ping.DisposeAsync();
        await _source.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Look_DatabaseAwayForThisSiloAlone_EndsAfterFiveMisses()
    {
        _peers.ReachAt = _ => true;

        await PassTimeUntilAsync("it ends", () => _hasEnded);

        Assert.Equal(Misses, _server.Attempts);
        Assert.Equal(Misses, _peers.Asked);
        Assert.False(_fence.IsReachable);
    }

    [Fact]
    public async Task Look_OthersHaveTheDatabaseNowAndThen_GoesOn()
    {
        _peers.ReachAt = asked => asked % Misses != 0;

        await PassTimeUntilAsync("the others were asked for three rounds", () => _peers.Asked >= 3 * Misses);

        Assert.False(_hasEnded);
    }

    [Fact]
    public async Task Look_DatabaseAwayForAll_GoesOn()
    {
        await PassTimeUntilAsync("the others were asked often enough", () => _peers.Asked >= 2 * Misses);

        Assert.False(_hasEnded);
        Assert.False(_fence.IsReachable);
    }

    private Task PassTimeUntilAsync(string condition, Func<bool> holds) => Eventually.IsTrueAsync(condition, () =>
    {
        _time.Advance(_options.DatabaseProbePeriod);
        return holds();
    });

    private sealed class Peers : ISiloPeers
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public Func<int, bool> ReachAt { get; set; } = _ => false;

        public Task<bool> AnyReachesStorageAsync() => Task.FromResult(ReachAt(Interlocked.Increment(ref _asked)));
    }

    /// <summary>Takes connections and ends them at once.</summary>
    private sealed class RefusingServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _attempts;

        public RefusingServer()
        {
            _listener.Start();
            _ = RefuseAsync();
        }

        public int Attempts => Volatile.Read(ref _attempts);

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task RefuseAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _attempts);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The end of the test.
            }
        }
    }
}
