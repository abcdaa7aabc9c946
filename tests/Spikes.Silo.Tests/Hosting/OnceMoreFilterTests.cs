using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Storage;
using Orleans.TestingHost;
using Spikes.Gateway.Hosting;
using Spikes.Grains.Interfaces;
using Spikes.Silo.Storage.Postgres;
using Spikes.Silo.Tests.Storage;

namespace Spikes.Silo.Tests.Hosting;

/// <summary>A grain whose first calls fail as calls to a dying silo do.</summary>
[Alias("tests.flaky"), GrainInterfaceType("tests.flaky")]
public interface IFlakyGrain : IGrainWithStringKey
{
    [Alias("Repeatable"), Idempotent]
    Task<int> RepeatableAsync(int failures);

    [Alias("Once")]
    Task<int> OnceAsync(int failures);
}

[GrainType("tests-flaky")]
internal sealed class FlakyGrain : Grain, IFlakyGrain
{
    private int _calls;

    public Task<int> RepeatableAsync(int failures) => CallAsync(failures);

    public Task<int> OnceAsync(int failures) => CallAsync(failures);

    private Task<int> CallAsync(int failures) => ++_calls <= failures ? throw new TimeoutException("No answer") : Task.FromResult(_calls);
}

/// <summary>A grain with state in storage that may be silent.</summary>
[Alias("tests.unread"), GrainInterfaceType("tests.unread")]
public interface IUnreadGrain : IGrainWithStringKey
{
    [Alias("Read"), Idempotent]
    Task<string> ReadAsync();
}

[GrainType("tests-unread")]
internal sealed class UnreadGrain([PersistentState("unread", "Silent")] IPersistentState<StringBuilder> state) : Grain, IUnreadGrain
{
    public Task<string> ReadAsync() => Task.FromResult(state.State.ToString());
}

public sealed class OnceMoreFilterTests : IAsyncLifetime
{
    // Longer than it takes the answer that the second read finds; the first waits for it in vain.
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);

    private readonly HeldGrainStorage _storage = new(new StringBuilder("read"));
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSiloHost((_, host) => host.Services.AddSingleton(TimeProvider.System)
            .AddKeyedSingleton<IGrainStorage>("Silent", (_, _) => new LimitedGrainStorage(_storage, LongestRead, TimeProvider.System)));
        builder.ConfigureClientHost(host => host.Services.AddSingleton(TimeProvider.System));
        builder.ConfigureClient(client => client.AddOutgoingGrainCallFilter<OnceMoreFilter>());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Call_IdempotentAndUnansweredOnce_IsMadeOnceMore() => Assert.Equal(2, await NewGrain().RepeatableAsync(1));

    [Fact]
    public async Task Call_IdempotentAndUnansweredTwice_Fails()
    {
        var grain = NewGrain();

        await Assert.ThrowsAsync<TimeoutException>(() => grain.RepeatableAsync(2));
        Assert.Equal(3, await grain.RepeatableAsync(0));
    }

    [Fact]
    public async Task Call_NotIdempotent_IsMadeOnce()
    {
        var grain = NewGrain();

        await Assert.ThrowsAsync<TimeoutException>(() => grain.OnceAsync(1));
        Assert.Equal(2, await grain.OnceAsync(0));
    }

    [Fact]
    public async Task Call_StateCannotBeReadInTime_IsMadeOnce()
    {
        var grain = NewUnreadGrain();

        await Assert.ThrowsAsync<StateReadTimeoutException>(() => grain.ReadAsync());
        Assert.Equal(1, _storage.Reads);

        _storage.Answer.SetResult();
        Assert.Equal("read", await grain.ReadAsync());
    }

    [Fact]
    public async Task Call_StateCannotBeRead_IsMadeOnceMoreAndFailsAsOfAGrainThatIsNotThere()
    {
        _storage.Answer.SetException(new NpgsqlException("No connection"));

        // The exact type: an exception that cannot cross the wire would become another.
        await Assert.ThrowsAsync<OrleansException>(() => NewUnreadGrain().ReadAsync());
        Assert.Equal(2, _storage.Reads);
    }

    [Theory]
    [InlineData("IShareGrain", "DeleteSpikeAsync")]
    [InlineData("IShareGrain", "DeleteAsync")]
    [InlineData("IRateLimiterGrain", "AdmitAsync")]
    [InlineData("ILoginTokenGrain", "RedeemAsync")]
    [InlineData("ILoginTokenGrain", "ConfirmAsync")]
    [InlineData("ISignInGrain", "CollectTokenAsync")]
    [InlineData("IUserGrain", "OpenSessionAsync")]
    [InlineData("IUserGrain", "IssueTokenAsync")]
    [InlineData("IUploadGrain", "AppendAsync")]
    public void Method_WhoseSecondCallDiffers_IsNotMarked(string type, string method)
    {
        var grain = typeof(IdempotentAttribute).Assembly.GetTypes().Single(candidate => candidate.Name == type);

        Assert.Null(grain.GetCustomAttribute<IdempotentAttribute>());
        Assert.Null(grain.GetMethod(method)!.GetCustomAttribute<IdempotentAttribute>());
    }

    private IUnreadGrain NewUnreadGrain() => _cluster.Client.GetGrain<IUnreadGrain>("unread/" + Guid.NewGuid());

    private IFlakyGrain NewGrain() => _cluster.Client.GetGrain<IFlakyGrain>("flaky/" + Guid.NewGuid());
}
