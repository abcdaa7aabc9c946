using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Spikes.Gateway.Hosting;

namespace Spikes.Silo.Tests.Hosting;

public sealed class FirstConnectionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _told = [];
    private readonly FirstConnection _first;

    public FirstConnectionTests() =>
        _first = new FirstConnection("blue", "Host=db;Port=5433;Username=u;Database=d", new StartWait(_told.Add, _time));

    public static TheoryData<Exception, string> Missing => new()
    {
        { new SiloUnavailableException("No gateway"), "no silo of the cluster \"blue\" answers" },
        { Refused(PostgresErrorCodes.UndefinedTable), "ConnectionStrings:Spikes: the database has no tables of Spikes" },
        { Refused(PostgresErrorCodes.CannotConnectNow), "ConnectionStrings:Spikes: PostgreSQL at db:5433 takes no connections now" },
        { new NpgsqlException("x", new TimeoutException()), "ConnectionStrings:Spikes: no connection to PostgreSQL at db:5433" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Missing), DisableDiscoveryEnumeration = true)]
    public async Task ShouldRetry_SomethingIsNotThereYet_SaysWhatAndTriesAgainAfterASecond(Exception exception, string what)
    {
        var retry = _first.ShouldRetryConnectionAttempt(exception, Token);

        Assert.False(retry.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await retry);
        Assert.StartsWith("waiting for up to 60 s: " + what, Assert.Single(_told), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Missing), DisableDiscoveryEnumeration = true)]
    public async Task ShouldRetry_AfterAMinute_EndsTheStartAndSaysWhatIsMissing(Exception exception, string what)
    {
        _time.Advance(StartWait.Longest);

        var end = await Assert.ThrowsAsync<StartException>(() => _first.ShouldRetryConnectionAttempt(exception, Token));

        Assert.StartsWith(what, end.Message, StringComparison.Ordinal);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task ShouldRetry_OneAfterTheOther_TellsEachOnce()
    {
        foreach (var (exception, _) in Missing.Select(row => row.Data))
        {
            for (var repeat = 0; repeat < 2; repeat++)
            {
                var retry = _first.ShouldRetryConnectionAttempt(exception, Token);
                _time.Advance(TimeSpan.FromSeconds(1));
                Assert.True(await retry);
            }
        }

        Assert.Equal(Missing.Count, _told.Count);
    }

    [Fact]
    public async Task ShouldRetry_PasswordIsWrong_EndsTheStartAtOnce()
    {
        var end = await Assert.ThrowsAsync<StartException>(
            () => _first.ShouldRetryConnectionAttempt(Refused(PostgresErrorCodes.InvalidPassword), Token));

        Assert.Contains("refuses the user \"u\"", end.Message, StringComparison.Ordinal);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task ShouldRetry_MistakeOfTheProgram_IsToldAsItIs() =>
        Assert.False(await _first.ShouldRetryConnectionAttempt(new InvalidOperationException("bug"), Token));

    private static PostgresException Refused(string state) => new("why", "FATAL", "FATAL", state);
}
