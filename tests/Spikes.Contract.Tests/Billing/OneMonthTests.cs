using Xunit;

namespace Spikes.Contract.Tests.Billing;

public sealed class OneMonthTests
{
    private readonly SetClock _clock = new() { Now = new DateTimeOffset(2026, 1, 31, 23, 59, 59, TimeSpan.Zero) };
    private int _runs;

    [Fact]
    public async Task Run_FailsWhileTheMonthTurns_RunsOnceMore()
    {
        await OneMonth.RunAsync(() => FailAsync(until: 2, seconds: 1), _clock);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Run_FailsWithinAMonthOrAgain_Fails()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => OneMonth.RunAsync(() => FailAsync(until: 2, seconds: 0), _clock));
        Assert.Equal(1, _runs);
        await Assert.ThrowsAsync<InvalidOperationException>(() => OneMonth.RunAsync(() => FailAsync(until: 9, seconds: 1), _clock));
        Assert.Equal(3, _runs);
    }

    private Task FailAsync(int until, int seconds)
    {
        _clock.Now = _clock.Now.AddSeconds(seconds);
        return ++_runs < until ? Task.FromException(new InvalidOperationException("not yet")) : Task.CompletedTask;
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
