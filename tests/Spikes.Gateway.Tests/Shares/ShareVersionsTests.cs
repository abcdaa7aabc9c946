using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.Shares;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Tests.Shares;

public sealed class ShareVersionsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly HeldShare _share = new();
    private readonly ShareVersions _versions;
    private readonly ConcurrentDictionary<string, FakeShare> _others = new();

    public ShareVersionsTests()
    {
        var (factory, fakes) = FakeGrains.Create();
        fakes.Register<IShareGrain>(key => key.Contains("held", StringComparison.Ordinal) ? _share : _others.GetOrAdd(key, _ => new FakeShare()));
        _versions = new ShareVersions(factory, _clock);
    }

    [Fact]
    public async Task Ask_CrowdWhileACallIsUnderWay_SharesTheNextCall()
    {
        var first = _versions.AskAsync("held");
        var crowd = Enumerable.Range(0, 100).Select(_ => _versions.AskAsync("held")).ToArray();
        _share.Calls[0].SetResult(1);
        Assert.Equal(1, await first);

        // What it has changed to since the first call began is what the crowd sees.
        _share.Calls[1].SetResult(2);
        Assert.All(await Task.WhenAll(crowd), version => Assert.Equal(2, version));
        Assert.Equal(2, _share.Calls.Count);
    }

    [Fact]
    public async Task Ask_AnotherShareMeanwhile_DoesNotWait()
    {
        var held = _versions.AskAsync("held");

        Assert.Equal(1, await _versions.AskAsync("free"));
        Assert.False(held.IsCompleted);
    }

    [Fact]
    public async Task Ask_OneAfterTheOther_AsksEachTime()
    {
        for (var version = 0; version < 3; version++)
        {
            var asked = _versions.AskAsync("held");
            _share.Calls[version].SetResult(version);
            Assert.Equal(version, await asked);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ask_TheCallFails_AsksAgainForThoseThatWait(bool timesOut)
    {
        var first = _versions.AskAsync("held");
        var waiting = _versions.AskAsync("held");
        _share.Calls[0].SetException(timesOut ? new TimeoutException() : new SiloUnavailableException());

        await Assert.ThrowsAnyAsync<Exception>(() => first);
        _share.Calls[1].SetResult(7);
        Assert.Equal(7, await waiting);
    }

    [Fact]
    public async Task Ask_TheCallHangs_WhoComesLaterAsksForAllThatWait()
    {
        var hanging = _versions.AskAsync("held");
        _clock.Advance(ShareVersions.LongestWait - TimeSpan.FromTicks(1));
        var waiting = _versions.AskAsync("held");
        Assert.Single(_share.Calls);
        _clock.Advance(TimeSpan.FromTicks(1));
        var later = _versions.AskAsync("held");
        var crowd = _versions.AskAsync("held");

        Assert.Equal(2, _share.Calls.Count);
        _share.Calls[1].SetResult(2);
        Assert.All(await Task.WhenAll(waiting, later), version => Assert.Equal(2, version));
        _share.Calls[2].SetResult(3);
        Assert.Equal(3, await crowd);
        Assert.False(hanging.IsCompleted);

        // Its end does no harm to those that took its place.
        var next = _versions.AskAsync("held");
        _share.Calls[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => hanging);
        _share.Calls[3].SetResult(4);
        Assert.Equal(4, await next);
    }

    [Fact]
    public async Task Ask_ManyAtOnceWhileTheVersionRises_NobodySeesOneThatIsOlderThanTheQuestion()
    {
        const int Askers = 8;
        const int Each = 2000;
        var share = new RisingShare();
        var (factory, fakes) = FakeGrains.Create();
        fakes.Register<IShareGrain>(_ => share);
        var versions = new ShareVersions(factory, TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, Askers).Select(_ => Task.Run(async () =>
        {
            for (var asked = 0; asked < Each; asked++)
            {
                var least = share.Raise();
                Assert.True(await versions.AskAsync("share") >= least);
            }
        })));
    }

    /// <summary>Answers when the test says so.</summary>
    private sealed class HeldShare : FakeShare
    {
        public List<TaskCompletionSource<long>> Calls { get; } = [];

        public override ValueTask<long> GetVersionAsync(CancellationToken cancellationToken)
        {
            // Not elsewhere: when the answer is set, the next call has been made.
            var call = new TaskCompletionSource<long>();
            Calls.Add(call);
            return new(call.Task);
        }
    }

    private sealed class RisingShare : FakeShare
    {
        private long _version;

        public long Raise() => Interlocked.Increment(ref _version);

        public override async ValueTask<long> GetVersionAsync(CancellationToken cancellationToken)
        {
            var version = Interlocked.Read(ref _version);
            // Long enough for others to come meanwhile, and for the version to rise.
            await Task.Yield();
            return version;
        }
    }
}
