using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Storage;

/// <summary>What a failed statement means for the others.</summary>
public sealed class PostgresDatabaseTests
{
    private const long SomeLock = 4711;

    [Theory]
    [InlineData("40001", false)] // serialization failure, three times in a row
    [InlineData("53100", false)] // disk full: reads still work
    [InlineData("23502", false)] // a value that the table does not take
    [InlineData("53300", true)] // too many connections
    [InlineData("57P01", true)] // the server ends
    [InlineData("57P03", true)] // the server starts
    public async Task Write_StatementFails_RefusesOthersOnlyWhenTheServerIsAway(string state, bool isAway)
    {
        await using var harness = await PostgresHarness.OpenAsync();

        var outcome = await RunAsync(harness, $"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$");

        Assert.False(outcome.IsSuccess(out _, out var refusal));
        Assert.Equal(ErrorCode.Unavailable, refusal.Code);
        Assert.Equal(isAway, harness.Database.Breaker.IsRefusing);
    }

    [Fact]
    public async Task Write_LockHeldForTooLong_IsUnavailableAndOthersGoOn()
    {
        await using var harness = await PostgresHarness.OpenAsync(options => options with { LockTimeout = TimeSpan.FromMilliseconds(50) });
        await using var holder = new NpgsqlConnection(harness.ConnectionString + ";Pooling=false");
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({SomeLock})", holder);
        await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var outcome = await RunAsync(harness, $"SELECT pg_advisory_xact_lock({SomeLock})");

        Assert.False(outcome.IsSuccess(out _, out var refusal));
        Assert.Equal(ErrorCode.Unavailable, refusal.Code);
        Assert.False(harness.Database.Breaker.IsRefusing);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_TakesLongerThanAServerMayBeSilent_GoesOnWhileTheFenceIsAnswered(bool isLookedAt)
    {
        await using var harness = await PostgresHarness.OpenAsync(options => options with { LongestSilence = TimeSpan.FromSeconds(1) });
        await using var ping = new PostgresPing(harness.Database, TimeProvider.System);
        var write = RunAsync(harness, "SELECT pg_sleep(3)");

        while (isLookedAt && !write.IsCompleted)
            Assert.True(await ping.IsAnsweredAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        Assert.Equal(isLookedAt, (await write).IsSuccess(out _, out _));
    }

    [Fact]
    public async Task Read_TooManyWait_IsRefusedAtOnce()
    {
        await using var harness = await PostgresHarness.OpenAsync(options => options with { Connections = 1, MaxWaiting = 2 });
        var answer = new TaskCompletionSource<Outcome<Done>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reads = Enumerable.Range(0, 3).Select(_ => ReadAsync()).ToList();

        var refused = ReadAsync();

        Assert.True(refused.IsCompleted);
        Assert.Equal(ErrorCode.Unavailable, (await refused).Refusal?.Code);
        answer.SetResult(Done.Value);
        foreach (var read in reads) Assert.True((await read).IsSuccess(out _, out _));
        Assert.True((await ReadAsync()).IsSuccess(out _, out _));

        Task<Outcome<Done>> ReadAsync() =>
            harness.Database.ReadAsync<Done>((_, _) => answer.Task, TestContext.Current.CancellationToken).AsTask();
    }

    private static Task<Outcome<Done>> RunAsync(PostgresHarness harness, string sql) => harness.Database.WriteAsync<Done>(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(token);
            return Done.Value;
        },
        TestContext.Current.CancellationToken);
}
