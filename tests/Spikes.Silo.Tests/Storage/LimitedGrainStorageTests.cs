using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Spikes.Grains.Interfaces;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Storage;

public sealed class LimitedGrainStorageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly GrainId Id = GrainId.Create("spikes.test", "test/1");

    private readonly FakeTimeProvider _clock = new();
    private readonly HeldGrainStorage _storage = new("read");

    [Fact]
    public async Task Read_InTime_TellsAllOfTheState()
    {
        var state = new GrainState<string>("before");
        var read = NewStorage().ReadStateAsync("state", Id, state);

        _storage.Answer.SetResult();
        await read;

        Assert.Equal(("read", HeldGrainStorage.ETag, true), (state.State, state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task Read_TooLate_FailsAndLeavesTheStateAsItIs()
    {
        var state = new GrainState<string>("before");
        var read = NewStorage().ReadStateAsync("state", Id, state);

        _clock.Advance(Limit);
        await Assert.ThrowsAsync<StateReadTimeoutException>(() => read);
        _storage.Answer.SetResult();

        Assert.Equal(("before", null, false), (state.State, state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task Read_DriverGivesUpFirst_FailsAsIfItWereTooLate()
    {
        var read = NewStorage().ReadStateAsync("state", Id, new GrainState<string>("before"));

        _storage.Answer.SetException(new NpgsqlException("No connection in time", new TimeoutException()));

        await Assert.ThrowsAsync<StateReadTimeoutException>(() => read);
    }

    [Fact]
    public async Task Read_Fails_TellsItWithoutTheExceptionOfTheDriver()
    {
        var read = NewStorage().ReadStateAsync("state", Id, new GrainState<string>("before"));

        _storage.Answer.SetException(new NpgsqlException("No connection", new IOException()));

        var fault = await Assert.ThrowsAsync<OrleansException>(() => read);
        Assert.Null(fault.InnerException);
        Assert.Contains("No connection", fault.Message, StringComparison.Ordinal);
    }

    private LimitedGrainStorage NewStorage() => new(_storage, Limit, _clock);
}
