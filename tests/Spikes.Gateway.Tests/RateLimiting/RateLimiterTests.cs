using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.RateLimiting;
using Spikes.Gateway.Tests.Shares;
using Spikes.Grains.Interfaces.RateLimiting;

namespace Spikes.Gateway.Tests.RateLimiting;

public sealed class RateLimiterTests : IDisposable
{
    private const int Limit = 5;

    private static readonly RateLimit Row = new("test", TimeSpan.FromMinutes(1), _ => Limit);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLimiterGrain _grain = new();
    private readonly List<string> _asked = [];
    private readonly RateLimiter _limiter;

    public RateLimiterTests()
    {
        var (factory, fakes) = FakeGrains.Create();
        fakes.Register<IRateLimiterGrain>(key =>
        {
            _asked.Add(key);
            return _grain;
        });
        _limiter = new RateLimiter(factory, Microsoft.Extensions.Options.Options.Create(new RateLimitOptions()), _clock);
    }

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public async Task Admit_SiloIsAway_CountsAloneAndStaysBounded()
    {
        _grain.Asked = () => throw new TimeoutException();
        for (var i = 0; i < Limit; i++)
            Assert.Null(await _limiter.AdmitAsync(Row, "a"));

        var refusal = await _limiter.AdmitAsync(Row, "a");
        Assert.Equal((ErrorCode.RateLimit, 1), (refusal!.Code, refusal.RetryAfterSeconds));
        Assert.Null(await _limiter.AdmitAsync(Row, "b"));
    }

    [Fact]
    public async Task Admit_SiloIsBackAfterARefusalByThisGatewayAlone_IsAskedASecondLater()
    {
        _grain.Asked = () => throw new TimeoutException();
        for (var i = 0; i <= Limit; i++)
            await _limiter.AdmitAsync(Row, "a");
        _grain.Asked = null;
        var asked = _asked.Count;

        Assert.Equal(ErrorCode.RateLimit, (await _limiter.AdmitAsync(Row, "a"))!.Code);
        Assert.Equal(asked, _asked.Count);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _limiter.AdmitAsync(Row, "a"));
    }

    [Fact]
    public async Task Admit_SiloIsAwayAndTheLimitFailsClosed_AdmitsNothing()
    {
        _grain.Asked = () => throw new TimeoutException();
        Assert.Equal(ErrorCode.Unavailable, (await _limiter.AdmitAsync(Row with { FailsClosed = true }, "a"))!.Code);
        Assert.True(RateLimit.PasswordAttempts.FailsClosed);

        // Nothing is remembered of it.
        _grain.Asked = null;
        Assert.Null(await _limiter.AdmitAsync(Row with { FailsClosed = true }, "a"));
    }

    [Fact]
    public async Task Admit_LimitIsZero_AsksNoGrain()
    {
        Assert.Null(await _limiter.AdmitAsync(Row with { Limit = _ => 0 }, "a"));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Admit_WithinTheLimit_AsksEveryTime()
    {
        Assert.Null(await _limiter.AdmitAsync(Row, "a"));
        Assert.Null(await _limiter.AdmitAsync(Row, "a"));

        Assert.Equal(2, _asked.Count);
        Assert.Equal([(Limit, Row.Window), (Limit, Row.Window)], _grain.Questions);
    }

    [Fact]
    public async Task Admit_OtherSubjectOrLimit_IsAnotherGrain()
    {
        await _limiter.AdmitAsync(Row, "a");
        await _limiter.AdmitAsync(Row, "b");
        await _limiter.AdmitAsync(Row with { Name = "other" }, "a");

        Assert.Equal(3, _asked.Distinct().Count());
    }

    [Fact]
    public async Task Admit_RememberedDenial_AsksNoGrainUntilItEnds()
    {
        _grain.Deny(TimeSpan.FromSeconds(10));
        Assert.Equal(10, (await _limiter.AdmitAsync(Row, "a"))!.RetryAfterSeconds);

        _clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Equal(1, (await _limiter.AdmitAsync(Row, "a"))!.RetryAfterSeconds);
        Assert.Single(_asked);

        _clock.Advance(TimeSpan.FromTicks(1));
        _grain.Grant();
        Assert.Null(await _limiter.AdmitAsync(Row, "a"));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Admit_DenialOfOne_IsNoDenialOfAnother()
    {
        _grain.Deny(TimeSpan.FromSeconds(10));
        Assert.NotNull(await _limiter.AdmitAsync(Row, "a"));
        _grain.Grant();

        Assert.Null(await _limiter.AdmitAsync(Row, "b"));
        Assert.Null(await _limiter.AdmitAsync(Row with { Name = "other" }, "a"));
    }

    [Fact]
    public async Task Admit_GrainTakesItsTime_DenialIsCountedFromTheQuestion()
    {
        _grain.Deny(TimeSpan.FromSeconds(10));
        _grain.Asked = () => _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.NotNull(await _limiter.AdmitAsync(Row, "a"));
        _grain.Grant();

        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(await _limiter.AdmitAsync(Row, "a"));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(999, 1)]
    [InlineData(1000, 1)]
    [InlineData(1001, 2)]
    [InlineData(59_000, 59)]
    [InlineData(59_001, 60)]
    [InlineData(60_000, 60)]
    [InlineData(60_001, 60)]
    [InlineData(3_600_000, 60)]
    public async Task Admit_Refused_RetryAfterIsRoundedUpFromOneToTheWindow(int retryAfterMilliseconds, int expected)
    {
        _grain.Deny(TimeSpan.FromMilliseconds(retryAfterMilliseconds));
        var refusal = await _limiter.AdmitAsync(Row, "a");

        Assert.Equal((ErrorCode.RateLimit, expected), (refusal!.Code, refusal.RetryAfterSeconds));
    }

    private sealed class FakeLimiterGrain : IRateLimiterGrain
    {
        private Admission _answer = Admission.Granted;

        public List<(int Limit, TimeSpan Window)> Questions { get; } = [];

        public Action? Asked { get; set; }

        public void Grant() => _answer = Admission.Granted;

        public void Deny(TimeSpan retryAfter) => _answer = new Admission(false, retryAfter);

        public ValueTask<Admission> AdmitAsync(int limit, TimeSpan window)
        {
            Questions.Add((limit, window));
            Asked?.Invoke();
            return new(_answer);
        }
    }
}
