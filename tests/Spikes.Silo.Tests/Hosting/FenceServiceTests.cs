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
    private readonly DeadServer _server = new(isSilent: false);
    private readonly ClusterOptions _options = new() { MissedDatabaseProbes = Misses };
    private NpgsqlDataSource _source = null!;
    private PostgresDatabase _database = null!;
    private PostgresPing _ping = null!;
    private FenceService _fence = null!;
    private volatile bool _hasEnded;

    public async ValueTask InitializeAsync()
    {
        _source = _server.CreateSource();
        _database = NewDatabase(_source);
        _ping = new PostgresPing(_database, TimeProvider.System);
        _fence = new FenceService(_ping, _peers, _options, _ => _hasEnded = true, _time, NullLogger<FenceService>.Instance);
        await _fence.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _fence.StopAsync(CancellationToken.None);
        _fence.Dispose();
        await _ping.DisposeAsync();
        _database.Dispose();
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
    public async Task Look_FaultsThatNobodyForesaw_GoesOnAsIfItHadNotLooked()
    {
        _peers.ReachAt = asked => asked % 2 == 0 ? true : throw new InvalidOperationException("unforeseen");

        await PassTimeUntilAsync("it ends", () => _hasEnded);

        Assert.Equal(2 * Misses, _peers.Asked);
    }

    [Fact]
    public async Task Look_DatabaseAwayForAll_GoesOn()
    {
        await PassTimeUntilAsync("the others were asked often enough", () => _peers.Asked >= 2 * Misses);

        Assert.False(_hasEnded);
        Assert.False(_fence.IsReachable);
    }

    [Fact]
    public async Task Look_DatabaseThatIsSilent_TakesOnePeriod()
    {
        using var server = new DeadServer(isSilent: true);
        await using var source = server.CreateSource();
        var limits = new FakeTimeProvider();
        using var database = NewDatabase(source);
        await using var ping = new PostgresPing(database, limits);
        var peers = new Peers { ReachAt = _ => true };
        var hasEnded = false;
        using var fence = new FenceService(ping, peers, _options, _ => Volatile.Write(ref hasEnded, true), _time, NullLogger<FenceService>.Instance);
        await fence.StartAsync(TestContext.Current.CancellationToken);

        for (var look = 1; look <= Misses; look++)
        {
            await PassTimeUntilAsync($"look {look} began", () => server.Attempts >= look);
            limits.Advance(_options.DatabaseProbePeriod + StatementLimit.CancelLimit);
            await Eventually.IsTrueAsync($"look {look} was in vain", () => peers.Asked >= look);
        }

        await Eventually.IsTrueAsync("it ends", () => Volatile.Read(ref hasEnded));
        await fence.StopAsync(CancellationToken.None);
    }

    private static PostgresDatabase NewDatabase(NpgsqlDataSource source) =>
        new(source, new PostgresOptions(source.ConnectionString), TimeProvider.System, NullLogger<PostgresDatabase>.Instance);

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

    /// <summary>Takes connections and ends them at once, or says nothing on them.</summary>
    private sealed class DeadServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _clients = [];
        private int _attempts;

        public DeadServer(bool isSilent)
        {
            _listener.Start();
            _ = AcceptAsync(isSilent);
        }

        public int Attempts => Volatile.Read(ref _attempts);

        private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        /// <summary>Connections that would wait longer than the tests do.</summary>
        public NpgsqlDataSource CreateSource() => NpgsqlDataSource.Create(
            $"Host=127.0.0.1;Port={Port};Username=spikes;Timeout=60;SSL Mode=Disable;GSS Encryption Mode=Disable");

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync(bool isSilent)
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    if (isSilent) _clients.Add(client);
                    else client.Dispose();
                    Interlocked.Increment(ref _attempts);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                foreach (var client in _clients) client.Dispose();
            }
        }
    }
}
