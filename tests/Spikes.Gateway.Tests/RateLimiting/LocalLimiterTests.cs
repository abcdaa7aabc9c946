using Spikes.Gateway.RateLimiting;

namespace Spikes.Gateway.Tests.RateLimiting;

public sealed class LocalLimiterTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly LocalLimiter _limiter = new();

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public void Admits_OneKey_AdmitsItsLimit() =>
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => _limiter.Admits(new("mails-ip", "a"), 3, Window)));

    [Fact]
    public void Admits_OtherLimit_CountsApart()
    {
        Assert.True(_limiter.Admits(new("mails-ip", "a"), 1, Window));
        Assert.True(_limiter.Admits(new("mails-address", "a"), 1, Window));
    }

    [Fact]
    public void Admits_MoreKeysThanWindows_StaysBounded()
    {
        var admitted = Enumerable.Range(0, 2 * LocalLimiter.MaxWindows)
            .Count(number => _limiter.Admits(new("mails-ip", number.ToString(provider: null)), 1, Window));

        Assert.InRange(admitted, LocalLimiter.MaxWindows / 2, LocalLimiter.MaxWindows);
    }
}
