using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.RateLimiting;
using Spikes.Grains.Interfaces.RateLimiting;

namespace Spikes.Gateway.Tests.RateLimiting;

public sealed class DenialCacheTests
{
    private const int MaxEntries = 20_000;

    private static readonly RateLimitKey Key = new("spikes-ip", "a");
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly DenialCache _cache;

    public DenialCacheTests() => _cache = new DenialCache(_clock);

    [Fact]
    public void Remaining_Denial_EndsExactlyInTime()
    {
        _cache.Remember(Key, _clock.GetTimestamp(), Length);

        Assert.Equal(Length, _cache.Remaining(Key));
        _clock.Advance(Length - TimeSpan.FromTicks(1));
        Assert.Equal(TimeSpan.FromTicks(1), _cache.Remaining(Key));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(_cache.Remaining(Key));
        Assert.Null(_cache.Remaining(Key));
    }

    [Fact]
    public void Remaining_TimeSinceTheQuestion_IsTakenOff()
    {
        var asked = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(3));
        _cache.Remember(Key, asked, Length);

        Assert.Equal(TimeSpan.FromSeconds(7), _cache.Remaining(Key));
    }

    [Fact]
    public void Remaining_OtherKey_IsNotDenied()
    {
        _cache.Remember(Key, _clock.GetTimestamp(), Length);

        Assert.Null(_cache.Remaining(Key with { Subject = "b" }));
        Assert.Null(_cache.Remaining(Key with { Limit = "mails-ip" }));
        Assert.NotNull(_cache.Remaining(Key));
    }

    [Fact]
    public void Remember_Again_TheLaterDenialCounts()
    {
        _cache.Remember(Key, _clock.GetTimestamp(), Length);
        _clock.Advance(Length);
        _cache.Remember(Key, _clock.GetTimestamp(), Length * 2);

        Assert.Equal(Length * 2, _cache.Remaining(Key));
    }

    [Fact]
    public void Remember_OneMoreThanTheMaximum_ForgetsTheOthers()
    {
        for (var number = 0; number < MaxEntries; number++)
            _cache.Remember(NumberedKey(number), _clock.GetTimestamp(), Length);
        Assert.All(Enumerable.Range(0, MaxEntries), number => Assert.NotNull(_cache.Remaining(NumberedKey(number))));

        _cache.Remember(Key, _clock.GetTimestamp(), Length);

        Assert.NotNull(_cache.Remaining(Key));
        Assert.All(Enumerable.Range(0, MaxEntries), number => Assert.Null(_cache.Remaining(NumberedKey(number))));
    }

    private static RateLimitKey NumberedKey(int number) => Key with { Subject = number.ToString(CultureInfo.InvariantCulture) };
}
