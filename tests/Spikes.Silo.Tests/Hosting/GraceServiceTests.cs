using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Hosting;

namespace Spikes.Silo.Tests.Hosting;

public sealed class GraceServiceTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<TimeSpan> _pauses = new();
    private readonly Looks _looks = new();
    private readonly GraceService _service;

    public GraceServiceTests() =>
        _service = new GraceService(new GraceSweeper(_looks, null!, null!, _time, NullLogger<GraceSweeper>.Instance), new NotedClock(_time, _pauses));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
    }

    [Theory]
    [InlineData(20_000, 20_000)]
    [InlineData(3_600_000, 60_000)]
    [InlineData(-5, 100)]
    [InlineData(null, 60_000)]
    public async Task Look_NextEnd_IsAwaitedWithinBounds(int? millisecondsLeft, int pause)
    {
        _looks.Answer = new EndedGraces([], millisecondsLeft is { } left ? _time.GetUtcNow().AddMilliseconds(left) : null);
        await NextLookComesAfterAsync(pause);
    }

    [Fact]
    public async Task Look_OutageOfStorage_IsRepeated()
    {
        _looks.Answer = Refusal.Unavailable;
        await NextLookComesAfterAsync(5_000);
    }

    [Fact]
    public async Task Look_UnforeseenFault_IsRepeated()
    {
        _looks.Fault = new InvalidOperationException("unforeseen");
        await NextLookComesAfterAsync(5_000);
    }

    private async Task NextLookComesAfterAsync(int pause)
    {
        await _service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync("it waits", () => !_pauses.IsEmpty);
        Assert.Equal((1, TimeSpan.FromMilliseconds(pause)), (_looks.Count, Assert.Single(_pauses)));

        _time.Advance(TimeSpan.FromMilliseconds(pause));
        await Eventually.IsTrueAsync("it looks again", () => _looks.Count == 2);
    }

    /// <summary>Notes what is waited for.</summary>
    private sealed class NotedClock(TimeProvider inner, ConcurrentQueue<TimeSpan> pauses) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = inner.CreateTimer(callback, state, dueTime, period);
            pauses.Enqueue(dueTime);
            return timer;
        }
    }

    private sealed class Looks : IAccountStore
    {
        private int _count;

        public Outcome<EndedGraces> Answer { get; set; }

        public Exception? Fault { get; set; }

        public int Count => Volatile.Read(ref _count);

        public Task<Outcome<EndedGraces>> EndGracesAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return Fault is null ? Task.FromResult(Answer) : Task.FromException<Outcome<EndedGraces>>(Fault);
        }

        public ValueTask<Outcome<AccountUse>> MeasureAsync(AccountId account, string? keyId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<PayingAccount>> FindAsync(AccountId account, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Outcome<AppliedEvent>> ApplyAsync(
            string customerId, StripeEvent stripeEvent, AccountId? named, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Outcome<Done>> SweepAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
