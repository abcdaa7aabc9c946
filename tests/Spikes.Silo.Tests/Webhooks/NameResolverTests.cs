using System.Net;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Tests.Webhooks;

public sealed class NameResolverTests : IDisposable
{
    private readonly ManualResetEventSlim _answered = new();
    private int _begun;

    public void Dispose() => _answered.Dispose();

    [Fact]
    public async Task LookUp_NameOfThisMachine_HasItsAddress() => Assert.Contains(
        IPAddress.Loopback, (await new NameResolver().LookUpAsync("localhost", TestContext.Current.CancellationToken))!);

    [Fact]
    public async Task LookUp_SilentNameServer_KeepsABoundedNumberOfThreads()
    {
        var resolver = new NameResolver { Ask = AnswerLate };
        using var stop = new CancellationTokenSource();
        var abandoned = Enumerable.Range(0, 2 * NameResolver.MaxLookUps).Select(number => resolver.LookUpAsync($"slow-{number}.test", stop.Token)).ToList();
        await Eventually.IsTrueAsync("all places are taken", () => Volatile.Read(ref _begun) == NameResolver.MaxLookUps);
        await stop.CancelAsync();
        foreach (var lookUp in abandoned.Take(NameResolver.MaxLookUps)) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lookUp);
        Assert.All(await Task.WhenAll(abandoned.Skip(NameResolver.MaxLookUps)), Assert.Null);

        var next = resolver.LookUpAsync("next.test", TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        Assert.Equal(NameResolver.MaxLookUps, Volatile.Read(ref _begun));
        _answered.Set();

        Assert.Equal([IPAddress.Loopback], await next);
    }

    [Fact]
    public async Task LookUp_NameThatIsBeingLookedUp_IsAskedOnceAndKeepsNobodyElseWaiting()
    {
        var resolver = new NameResolver { Ask = host => host == "well.test" ? [IPAddress.IPv6Loopback] : AnswerLate(host) };
        using var stop = new CancellationTokenSource();
        var first = resolver.LookUpAsync("slow.test", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var others = Enumerable.Range(0, 2 * NameResolver.MaxLookUps)
            .Select(number => resolver.LookUpAsync(number % 2 == 0 ? "slow.test" : "SLOW.test", TestContext.Current.CancellationToken)).ToList();

        Assert.Equal([IPAddress.IPv6Loopback], await resolver.LookUpAsync("well.test", TestContext.Current.CancellationToken));
        Assert.DoesNotContain(others, other => other.IsCompleted);
        _answered.Set();
        Assert.All(await Task.WhenAll(others), addresses => Assert.Equal([IPAddress.Loopback], addresses));
        Assert.Equal(1, _begun);
        await resolver.LookUpAsync("slow.test", TestContext.Current.CancellationToken);
        Assert.Equal(2, _begun);
    }

    [Fact]
    public async Task LookUp_NoThreadToBeHad_GivesItsPlaceBack()
    {
        var resolver = new NameResolver { Threads = new NoThreads() };
        for (var lookUp = 0; lookUp <= NameResolver.MaxLookUps; lookUp++)
            await Assert.ThrowsAsync<TaskSchedulerException>(() => resolver.LookUpAsync($"name-{lookUp}.test", TestContext.Current.CancellationToken));
    }

    private sealed class NoThreads : TaskScheduler
    {
        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task) => throw new InvalidOperationException("no thread");

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
    }

    private IPAddress[] AnswerLate(string host)
    {
        Interlocked.Increment(ref _begun);
        _answered.Wait();
        return [IPAddress.Loopback];
    }
}
