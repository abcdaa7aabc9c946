using Spikes.Grains.Interfaces.RateLimiting;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.RateLimiting;

public sealed class RateLimiterGrainTests(SpikesCluster cluster)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private IRateLimiterGrain NewLimiter() =>
        cluster.Grains.GetGrain<IRateLimiterGrain>(new RateLimitKey("spikes-ip", SpikesCluster.Unique()).ToString());

    [Fact]
    public async Task Admit_61AtOnceAtLimit60_AdmitsExactly60()
    {
        var limiter = NewLimiter();

        var admissions = await Task.WhenAll(Enumerable.Range(0, 61).Select(_ => limiter.AdmitAsync(60, Minute).AsTask()));

        Assert.Equal(60, admissions.Count(admission => admission.Admitted));
        Assert.Equal(Minute, admissions.Single(admission => !admission.Admitted).RetryAfter);
    }

    [Fact]
    public async Task Admit_WindowPassed_AdmitsAgain()
    {
        var limiter = NewLimiter();
        await limiter.AdmitAsync(1, Minute);
        Assert.False((await limiter.AdmitAsync(1, Minute)).Admitted);

        cluster.Time.Advance(Minute);

        Assert.True((await limiter.AdmitAsync(1, Minute)).Admitted);
    }
}
