using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Spikes.Gateway.Hosting;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Storage;

public sealed class PostgresStartTests
{
    /// <summary>With the pauses the third try ends after the minute, the second well before it.</summary>
    private static readonly TimeSpan TryTime = TimeSpan.FromSeconds(25);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _told = [];
    private int _tries;

    public static TheoryData<Exception> Passing => [
        new NpgsqlException("no connection", new SocketException((int)SocketError.ConnectionRefused)),
        new NpgsqlException("no answer", new TimeoutException()),
        new NpgsqlException("no host", new AggregateException(new NpgsqlException("one", new TimeoutException()), new InvalidOperationException())),
        new SocketException((int)SocketError.HostNotFound),
        Refused(PostgresErrorCodes.CannotConnectNow),
        Refused(PostgresErrorCodes.TooManyConnections),
    ];

    public static TheoryData<Exception> Lasting => [
        Refused(PostgresErrorCodes.InvalidPassword),
        Refused(PostgresErrorCodes.InvalidCatalogName),
        Refused(PostgresErrorCodes.QueryCanceled),
        new NpgsqlException("no SSL"),
        new InvalidOperationException("of no driver"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task WhenReachable_ServerIsAwayForAWhile_WaitsAndTellsItOnce(Exception fault)
    {
        var started = StartAsync(() => _tries > 5 ? null : new StartException("the cure", fault));

        await PassTimeUntilAsync(started);

        await started;
        Assert.Equal(6, _tries);
        Assert.Equal("waiting for up to 60 s: the cure", Assert.Single(_told));
    }

    [Theory]
    [MemberData(nameof(Lasting), DisableDiscoveryEnumeration = true)]
    public async Task WhenReachable_FaultThatDoesNotPass_IsToldAtOnce(Exception fault)
    {
        var refusal = new StartException("the cure", fault);

        var told = await Assert.ThrowsAsync<StartException>(() => StartAsync(() => refusal));

        Assert.Same(refusal, told);
        Assert.Equal(1, _tries);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task WhenReachable_FaultOfOurOwn_IsToldAtOnce()
    {
        await Assert.ThrowsAsync<StartException>(() => StartAsync(() => new StartException("newer program")));

        Assert.Equal(1, _tries);
    }

    [Fact]
    public async Task WhenReachable_ServerStaysAway_GivesUpAfterAMinute()
    {
        var started = StartAsync(() =>
        {
            _time.Advance(TryTime);
            return new StartException("the cure", new TimeoutException());
        });

        await PassTimeUntilAsync(started);

        Assert.Equal("the cure", (await Assert.ThrowsAsync<StartException>(() => started)).Message);
        Assert.Equal(3, _tries);
    }

    [Fact]
    public async Task WhenReachable_ServerAnswersLaterThanARequestMayWait_OpensWhatTheStartNeeds()
    {
        await using var server = await PostgresServer.CreateAsync("fsync=off");
        var options = new PostgresOptions(server.ConnectionString("postgres"));
        await using var source = PostgresSource.Create(options);
        await using var other = PostgresSource.Create(options);

        server.Pause();
        var opening = PostgresStart.WhenReachableAsync(ct => PostgresSource.OpenEarlyAsync(source, ct), new StartWait(_told.Add, TimeProvider.System), Token);
        // What stands for a request gives up, and so shows that the time is over.
        await Assert.ThrowsAsync<NpgsqlException>(async () => await other.OpenConnectionAsync(Token));
        Assert.False(opening.IsCompleted);
        server.Resume();

        await opening;
    }

    private static PostgresException Refused(string state) => new("why", "FATAL", "FATAL", state);

    private Task StartAsync(Func<StartException?> fault) => PostgresStart.WhenReachableAsync(
        _ =>
        {
            _tries++;
            return fault() is { } thrown ? Task.FromException(thrown) : Task.CompletedTask;
        },
        new StartWait(_told.Add, _time),
        Token);

    private Task PassTimeUntilAsync(Task started) => Eventually.IsTrueAsync("the wait is over", () =>
    {
        if (!started.IsCompleted) _time.Advance(TimeSpan.FromSeconds(1));
        return started.IsCompleted;
    });
}
