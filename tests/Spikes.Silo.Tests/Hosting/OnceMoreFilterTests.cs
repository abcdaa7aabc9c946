using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spikes.Gateway.Hosting;
using Spikes.Grains.Interfaces;

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

/// <summary>A grain whose state cannot be read at first.</summary>
[Alias("tests.unread"), GrainInterfaceType("tests.unread")]
public interface IUnreadGrain : IGrainWithStringKey
{
    [Alias("Read"), Idempotent]
    Task<int> ReadAsync();
}

[GrainType("tests-unread")]
internal sealed class UnreadGrain : Grain, IUnreadGrain
{
    public static ConcurrentDictionary<string, int> Activations { get; } = new();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var activation = Activations.AddOrUpdate(this.GetPrimaryKeyString(), 1, (_, before) => before + 1);
        return activation == 1 ? throw new StateReadTimeoutException() : Task.CompletedTask;
    }

    public Task<int> ReadAsync() => Task.FromResult(Activations[this.GetPrimaryKeyString()]);
}

public sealed class OnceMoreFilterTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSiloHost((_, host) => host.Services.AddSingleton(TimeProvider.System));
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
    public async Task Call_StateCouldNotBeReadInTime_IsMadeOnce()
    {
        var key = "unread/" + Guid.NewGuid();
        var grain = _cluster.Client.GetGrain<IUnreadGrain>(key);

        await Assert.ThrowsAnyAsync<OrleansException>(() => grain.ReadAsync());

        Assert.Equal(1, UnreadGrain.Activations[key]);
        Assert.Equal(2, await grain.ReadAsync());
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

    private IFlakyGrain NewGrain() => _cluster.Client.GetGrain<IFlakyGrain>("flaky/" + Guid.NewGuid());
}
