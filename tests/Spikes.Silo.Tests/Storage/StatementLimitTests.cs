using Microsoft.Extensions.Time.Testing;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Tests.Storage;

public sealed class StatementLimitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Limit_IsOver_CancelsOnAThreadOfItsOwnWithoutWaiting()
    {
        using var limit = new StatementLimit(Limit, _time);
        using var hold = new SemaphoreSlim(0);
        var cancelled = new TaskCompletionSource<bool>();
        limit.Token.Register(() =>
        {
            cancelled.SetResult(Thread.CurrentThread.IsThreadPoolThread);
            hold.Wait();
        });

        _time.Advance(Limit);

        Assert.False(await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken));
        hold.Release();
    }

    [Fact]
    public void Limit_IsNotOver_IsNotCancelled()
    {
        using var limit = new StatementLimit(Limit, _time);

        _time.Advance(Limit - TimeSpan.FromTicks(1));

        Assert.False(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void Limit_IsOverAfterTheDisposal_DoesNothing()
    {
        var limit = new StatementLimit(Limit, _time);
        var token = limit.Token;
        limit.Dispose();

        _time.Advance(Limit);
        limit.Cancel();

        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task Cancel_TwiceAndDisposedMeanwhile_CancelsOnce()
    {
        var limit = new StatementLimit();
        var cancelled = new TaskCompletionSource();
        limit.Token.Register(cancelled.SetResult);

        limit.Cancel();
        limit.Cancel();
        limit.Dispose();

        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Run_BothTimesAreOverAtOnce_CancelsWhatNobodyWaitsFor()
    {
        var cancelled = new TaskCompletionSource();
        var never = new TaskCompletionSource<bool>();
        var run = StatementLimit.RunAsync(
            token =>
            {
                token.Register(cancelled.SetResult);
                return never.Task;
            },
            Limit,
            new LosingTime(_time),
            CancellationToken.None);

        _time.Advance(Limit + StatementLimit.CancelLimit);

        await Assert.ThrowsAsync<TimeoutException>(() => run);
        await Eventually.IsTrueAsync("it is cancelled", () => cancelled.Task.IsCompleted);
    }

    /// <summary>Never tells that the limit is over: the other timer is always faster.</summary>
    private sealed class LosingTime(TimeProvider time) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime == Limit ? Timeout.InfiniteTimeSpan : dueTime, period);
    }
}
