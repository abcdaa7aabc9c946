using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Tests.Storage;

/// <summary>A server that takes what it is sent and does not answer.</summary>
public sealed class PostgresHangTests
{
    private static readonly StoreKey Key = StoreKey.Unregistered("hang");

    // Less than what a statement may take.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    // More than the pool has threads: none may be held by the server.
    private static readonly int Readers = Environment.ProcessorCount + 8;

    [Fact]
    public async Task Server_Hangs_EveryoneIsAnsweredAndServedAgainLater()
    {
        var server = await PostgresServer.CreateAsync("fsync=off");
        await using var harness = await PostgresHarness.OpenOnAsync(server);
        Assert.True((await SubmitAsync(harness)).IsSuccess(out _, out _));
        Assert.True((await ReadAsync(harness)).IsSuccess(out _, out _));

        server.Pause();
        try
        {
            var reads = Enumerable.Range(0, Readers).Select(_ => ReadAsync(harness)).ToList();
            var submit = SubmitAsync(harness);
            foreach (var read in reads)
                Assert.Equal(ErrorCode.Unavailable, (await read.WaitAsync(Limit, TimeProvider.System)).Refusal?.Code);
            Assert.Equal(ErrorCode.Unavailable, (await submit.WaitAsync(Limit, TimeProvider.System)).Refusal?.Code);
            Assert.True(harness.Database.Breaker.IsRefusing, "others do not wait for the same");
            Assert.True(SubmitAsync(harness).IsCompleted, "a spike is not queued before a server that hangs");
        }
        finally
        {
            server.Resume();
        }

        await Eventually.IsTrueAsync("spikes are stored again", async () => (await SubmitAsync(harness)).IsSuccess(out _, out _));
        await Eventually.IsTrueAsync("lists are read again", async () => (await ReadAsync(harness)).IsSuccess(out _, out _));
    }

    [Fact]
    public async Task Server_HangsDuringAWrite_IsAnsweredAndWrittenLater()
    {
        var server = await PostgresServer.CreateAsync("fsync=off");
        await using var harness = await PostgresHarness.OpenOnAsync(server);
        Assert.True((await DiscardAsync(harness)).IsSuccess(out _, out _));

        server.Pause();
        try
        {
            var discard = DiscardAsync(harness);
            Assert.Equal(ErrorCode.Unavailable, (await discard.WaitAsync(Limit, TimeProvider.System)).Refusal?.Code);
            Assert.True(harness.Database.Breaker.IsRefusing, "others do not wait for the same");
        }
        finally
        {
            server.Resume();
        }

        await Eventually.IsTrueAsync("writes go on", async () => (await DiscardAsync(harness)).IsSuccess(out _, out _));
    }

    [Fact]
    public async Task Connection_IsForgottenByTheNetwork_IsGivenUpThoughTheServerAnswersOthers()
    {
        var server = await PostgresServer.CreateAsync("fsync=off");
        using var relay = new TcpRelay(server.Port);
        await using var harness = await PostgresHarness.OpenOnAsync(server, options => options with
        {
            ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Port = relay.Port }.ToString(),
            StatementTimeout = TimeSpan.FromSeconds(1),
        });
        Assert.True((await DiscardAsync(harness)).IsSuccess(out _, out _));

        relay.Silence();
        harness.ForgetConnections();
        var discard = DiscardAsync(harness);
        await Eventually.IsTrueAsync("the write has ended", () =>
        {
            // As each answer to somebody else does.
            harness.Database.Breaker.Succeed();
            return discard.IsCompleted;
        });

        Assert.Equal(ErrorCode.Unavailable, (await discard).Refusal?.Code);
        await Eventually.IsTrueAsync("writes go on", async () => (await DiscardAsync(harness)).IsSuccess(out _, out _));
    }

    private static Task<Outcome<Done>> DiscardAsync(PostgresHarness harness) =>
        harness.Shares.DiscardAsync(Guid.Empty.ToString(), TestContext.Current.CancellationToken);

    private static async Task<Outcome<SubmittedSpike>> SubmitAsync(PostgresHarness harness) => (await harness.Spikes.SubmitAsync(Key)).Outcome;

    private static async Task<Outcome<ReadEnd>> ReadAsync(PostgresHarness harness) => await harness.Spikes.ReadPageAsync(
        new SpikeQuery(Caller.Anonymous, Key, SpikeFilter.None, null, 10, 1000), _ => true, TestContext.Current.CancellationToken);
}
