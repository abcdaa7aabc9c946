using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Spikes.Grains.Interfaces.RateLimiting;
using Spikes.Grains.RateLimiting;

namespace Spikes.Grains.Tests.RateLimiting;

public sealed class SlidingWindowTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Admit_AnyRequestTimes_EqualsModel()
    {
        var ticks = Gen.OneOf(Gen.Const(0), Gen.Int[0, 40], Gen.Int[90, 110]);
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 100], ticks.Array[0, 200]).Sample((limit, windowTicks, pauses) =>
        {
            var time = new FakeTimeProvider();
            var window = new SlidingWindow(time);
            var admitted = new List<long>();
            var now = 0L;
            foreach (var pause in pauses)
            {
                time.Advance(TimeSpan.FromTicks(pause));
                now += pause;
                var live = admitted.Where(at => now - at < windowTicks).ToList();
                var expected = live.Count < limit ? 0 : live[^limit] + windowTicks - now;

                var admission = window.Admit(limit, TimeSpan.FromTicks(windowTicks));

                if (admission.Admitted != (expected == 0) || admission.RetryAfter.Ticks != expected) return false;
                if (admission.Admitted) admitted.Add(now);
            }

            return true;
        });
    }

    [Fact]
    public void Admit_AfterRetryAfter_IsAdmitted()
    {
        var time = new FakeTimeProvider();
        var window = new SlidingWindow(time);
        window.Admit(1, Minute);
        time.Advance(TimeSpan.FromSeconds(20));
        var refused = window.Admit(1, Minute);

        time.Advance(refused.RetryAfter - TimeSpan.FromTicks(1));
        Assert.Equal(new Admission(false, TimeSpan.FromTicks(1)), window.Admit(1, Minute));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.True(window.Admit(1, Minute).Admitted);
    }

    [Fact]
    public void Admit_LimitLowered_WaitsUntilFewerThanTheNewLimitCount()
    {
        var time = new FakeTimeProvider();
        var window = new SlidingWindow(time);
        for (var i = 0; i < 3; i++)
        {
            window.Admit(3, Minute);
            time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(TimeSpan.FromSeconds(50), window.Admit(1, Minute).RetryAfter);
    }

    [Fact]
    public void Admit_LimitRaised_AdmitsTheDifference()
    {
        var window = new SlidingWindow(new FakeTimeProvider());
        window.Admit(1, Minute);

        Assert.False(window.Admit(1, Minute).Admitted);
        Assert.True(window.Admit(2, Minute).Admitted);
        Assert.False(window.Admit(2, Minute).Admitted);
    }

    [Fact]
    public void Admit_WindowShortened_ForgetsWhatIsOutside()
    {
        var time = new FakeTimeProvider();
        var window = new SlidingWindow(time);
        window.Admit(1, Minute);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(window.Admit(1, TimeSpan.FromSeconds(5)).Admitted);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Admit_LimitOrWindowNotPositive_Throws(int limit, int ticks) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindow(new FakeTimeProvider()).Admit(limit, TimeSpan.FromTicks(ticks)));
}
