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
        IPAddress.Loopback, await new NameResolver().LookUpAsync("localhost", TestContext.Current.CancellationToken));

    [Fact]
    public async Task LookUp_SilentNameServer_KeepsABoundedNumberOfThreads()
    {
        var resolver = new NameResolver { Ask = AnswerLate };
        using var stop = new CancellationTokenSource();
        var abandoned = Enumerable.Range(0, 2 * NameResolver.MaxLookUps).Select(_ => resolver.LookUpAsync("slow.test", stop.Token)).ToList();
        await Eventually.IsTrueAsync("all places are taken", () => Volatile.Read(ref _begun) == NameResolver.MaxLookUps);
        await stop.CancelAsync();
        foreach (var lookUp in abandoned) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lookUp);

        var next = resolver.LookUpAsync("next.test", TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        Assert.Equal(NameResolver.MaxLookUps, Volatile.Read(ref _begun));
        _answered.Set();

        Assert.Equal([IPAddress.Loopback], await next);
    }

    private IPAddress[] AnswerLate(string host)
    {
        Interlocked.Increment(ref _begun);
        _answered.Wait();
        return [IPAddress.Loopback];
    }
}
