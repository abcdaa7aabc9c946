using Npgsql;
using Spikes.Gateway.Hosting;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Storage;

public sealed class PostgresSourceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_StatementTakesTooLong_IsEndedByTheServer(bool forOrleans)
    {
        await using var server = await PostgresServer.CreateAsync("fsync=off");
        var options = new PostgresOptions(server.ConnectionString("postgres")) { StatementTimeout = TimeSpan.FromSeconds(1) };
        await using var source = forOrleans ? PostgresSource.CreateForOrleans(options) : PostgresSource.Create(options);
        await using var sleep = source.CreateCommand("SELECT pg_sleep(3600)");

        var ended = await Assert.ThrowsAsync<PostgresException>(() => sleep.ExecuteNonQueryAsync(Token));

        Assert.Equal(PostgresErrorCodes.QueryCanceled, ended.SqlState);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_PlansAreMadeForTheValuesAsTheyAre(bool forOrleans)
    {
        await using var server = await PostgresServer.CreateAsync("fsync=off");
        var options = new PostgresOptions(server.ConnectionString("postgres"));
        await using var source = forOrleans ? PostgresSource.CreateForOrleans(options) : PostgresSource.Create(options);
        await using var show = source.CreateCommand("SHOW plan_cache_mode");

        Assert.Equal("force_custom_plan", await show.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task CreateForOrleans_ServerHangs_StatementEnds()
    {
        await using var server = await PostgresServer.CreateAsync("fsync=off");
        var options = new PostgresOptions(server.ConnectionString("postgres")) { OrleansStatementTimeout = TimeSpan.FromSeconds(1) };
        await using var source = PostgresSource.CreateForOrleans(options);
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var command = new NpgsqlCommand("SELECT 1", connection);

        server.Pause();
        var asked = command.ExecuteScalarAsync(Token);
        await Assert.ThrowsAnyAsync<Exception>(() => asked.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        server.Resume();

        Assert.IsNotType<TimeoutException>(await Record.ExceptionAsync(() => asked));
    }

    [Fact]
    public async Task OpenEarly_NobodyListens_IsRefusedAtOnceAndNamesTheSetting()
    {
        await using var source = PostgresSource.Create(new PostgresOptions("Host=127.0.0.1;Port=1;Username=u;Database=d"));

        var refusal = await Assert.ThrowsAsync<StartException>(() => PostgresSource.OpenEarlyAsync(source, Token));

        Assert.StartsWith("ConnectionStrings:Spikes: ", refusal.Message, StringComparison.Ordinal);
    }
}
