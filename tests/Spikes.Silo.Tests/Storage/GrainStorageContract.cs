using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Grain state by the provider that the silo uses.</summary>
public abstract class GrainStorageContract : IAsyncLifetime
{
    private const string StateName = "state";

    protected static readonly GrainId Id = GrainId.Create("spikes.test", "test/ab12");

    private IHost _host = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IServiceProvider Services => _host.Services;

    private IGrainStorage Storage => Services.GetRequiredKeyedService<IGrainStorage>("Default");

    /// <summary>SQL that tells the one payload as text.</summary>
    protected abstract string PayloadText { get; }

    public virtual async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await CleanAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Write_ThenRestart_ReadsBackTheSameAsJson()
    {
        var written = await WriteAsync(Id, new GrainState<Note>(new Note { Text = "ünï" }));
        Assert.Equal("1", written.ETag);
        await WriteAsync(Id, written);
        await StopAsync();
        await StartAsync();

        var read = await ReadAsync(Id);
        Assert.Equal(("ünï", "2", true), (read.State!.Text, read.ETag, read.RecordExists));
        Assert.StartsWith("{", (string)(await ScalarAsync(PayloadText))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_StaleETag_IsInconsistentAndChangesNothing()
    {
        var first = await WriteAsync(Id, new GrainState<Note>(new Note { Text = "first" }));
        var stale = new GrainState<Note>(new Note { Text = "stale" }, first.ETag);
        await WriteAsync(Id, first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(Id, stale));
        Assert.Equal("first", (await ReadAsync(Id)).State!.Text);
        Assert.Equal("3", (await WriteAsync(Id, await ReadAsync(Id))).ETag);
    }

    [Fact]
    public async Task Write_FirstWriteTwice_IsInconsistentTheSecondTime()
    {
        await WriteAsync(Id, new GrainState<Note>(new Note { Text = "first" }));

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(Id, new GrainState<Note>(new Note { Text = "second" })));
        Assert.Equal("first", (await ReadAsync(Id)).State!.Text);
    }

    [Fact]
    public async Task Write_FirstWriteInParallel_SucceedsOnce()
    {
        Assert.Equal(1, await SucceedInParallelAsync(number => new GrainState<Note>(new Note { Text = number })));
        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM OrleansStorage"));
    }

    [Fact]
    public async Task Write_SameVersionInParallel_SucceedsOnce()
    {
        var first = await WriteAsync(Id, new GrainState<Note>(new Note()));

        Assert.Equal(1, await SucceedInParallelAsync(number => new GrainState<Note>(new Note { Text = number }, first.ETag)));
        Assert.Equal("2", (await ReadAsync(Id)).ETag);
    }

    [Fact]
    public async Task Write_RowIsGone_IsInconsistent()
    {
        var state = await WriteAsync(Id, await WriteAsync(Id, new GrainState<Note>(new Note())));
        await ScalarAsync("DELETE FROM OrleansStorage");

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(Id, state));
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM OrleansStorage"));
    }

    [Fact]
    public async Task Clear_State_KeepsTheVersionRising()
    {
        var state = await WriteAsync(Id, new GrainState<Note>(new Note { Text = "x" }));
        var stale = new GrainState<Note>(new Note { Text = "stale" }, state.ETag);
        await Storage.ClearStateAsync(StateName, Id, state);

        Assert.Equal("2", state.ETag);
        Assert.Equal("", (await ReadAsync(Id)).State!.Text);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, Id, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(Id, stale));
        Assert.Equal("3", (await WriteAsync(Id, state)).ETag);
    }

    [Fact]
    public async Task Write_OtherKeys_AreOtherRows()
    {
        var other = GrainId.Create("spikes.test", "test/AB12");
        await WriteAsync(Id, new GrainState<Note>(new Note { Text = "one" }));
        await WriteAsync(other, new GrainState<Note>(new Note { Text = "two" }));

        Assert.Equal("one", (await ReadAsync(Id)).State!.Text);
        Assert.Equal("two", (await ReadAsync(other)).State!.Text);
    }

    [Fact]
    public async Task Remove_Kind_RemovesItsRowsThatWereWrittenBefore()
    {
        var start = TimeProvider.System.GetUtcNow();
        GrainId[] ids = [GrainId.Create("spikes.test", "tests/1"), GrainId.Create("spikes.test", "tes/1"), Id];
        foreach (var id in ids) await WriteAsync(id, await WriteAsync(id, new GrainState<Note>(new Note { Text = "x" })));

        Assert.True((await Rows.RemoveAsync("test", start.AddMinutes(-1), Token)).IsSuccess(out _, out _));
        Assert.Equal(3L, await ScalarAsync("SELECT count(*) FROM OrleansStorage"));
        Assert.True((await Rows.RemoveAsync("test", start.AddHours(1), Token)).IsSuccess(out _, out _));
        var kept = new List<bool>();
        foreach (var id in ids) kept.Add((await ReadAsync(id)).RecordExists);
        Assert.Equal([true, true, false], kept);
        Assert.Equal("1", (await WriteAsync(Id, new GrainState<Note>(new Note()))).ETag);
    }

    [Fact]
    public async Task Remove_RowThatIsWrittenAgain_CountsFromTheLastWrite()
    {
        var state = await WriteAsync(Id, new GrainState<Note>(new Note()));
        await ScalarAsync(MakeOld);
        var monthAgo = TimeProvider.System.GetUtcNow().AddDays(-30);
        await WriteAsync(Id, state);
        await Rows.RemoveAsync("test", monthAgo, Token);
        Assert.True((await ReadAsync(Id)).RecordExists);

        await ScalarAsync(MakeOld);
        await Rows.RemoveAsync("test", monthAgo, Token);
        Assert.False((await ReadAsync(Id)).RecordExists);
    }

    [Fact]
    public async Task Remove_ManyRows_RemovesAll()
    {
        await WriteAsync(Id, new GrainState<Note>(new Note()));
        await ScalarAsync(
            "INSERT INTO OrleansStorage (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, GrainIdExtensionString, ServiceId, Version, WrittenAt) "
            + "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) "
            + "SELECT i, 1, 0, 0, 'state', 'test/' || i, 's', 1, WrittenAt FROM n, OrleansStorage");

        await Rows.RemoveAsync("test", TimeProvider.System.GetUtcNow().AddHours(1), Token);

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM OrleansStorage"));
    }

    /// <summary>What removes old rows.</summary>
    private protected abstract IGrainStateRows Rows { get; }

    /// <summary>SQL that makes every row 31 days older.</summary>
    protected abstract string MakeOld { get; }

    protected abstract void Configure(ISiloBuilder silo);

    /// <summary>Runs SQL beside the provider and answers the first value.</summary>
    protected abstract Task<object?> ScalarAsync(string sql);

    protected abstract ValueTask CleanAsync();

    protected async Task<GrainState<Note>> WriteAsync(GrainId id, GrainState<Note> state)
    {
        await Storage.WriteStateAsync(StateName, id, state);
        return state;
    }

    protected async Task<GrainState<Note>> ReadAsync(GrainId id)
    {
        var state = new GrainState<Note>();
        await Storage.ReadStateAsync(StateName, id, state);
        return state;
    }

    protected async Task StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(Configure);
        _host = builder.Build();
        await _host.StartAsync(Token);
    }

    protected async Task StopAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private async Task<int> SucceedInParallelAsync(Func<string, GrainState<Note>> state)
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(
            async () =>
            {
                try
                {
                    await WriteAsync(Id, state(number.ToString(CultureInfo.InvariantCulture)));
                    return true;
                }
                catch (InconsistentStateException)
                {
                    return false;
                }
            },
            Token)));
        return outcomes.Count(succeeded => succeeded);
    }

    public sealed class Note
    {
        public string Text { get; set; } = "";
    }
}
