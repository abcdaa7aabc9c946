using Microsoft.Extensions.Options;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.RateLimiting;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.RateLimiting;

/// <summary>Asks the limiter of a key, and remembers refusals, so that a flood of refused requests costs no grain call.</summary>
internal sealed class RateLimiter(IGrainFactory grains, IOptions<RateLimitOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>How long a refusal by this gateway alone holds: then the limiter, which knows better, may be back.</summary>
    private static readonly TimeSpan LongestOwnDenial = TimeSpan.FromSeconds(1);

    private readonly GrainReferences _grains = new(grains);
    private readonly LocalLimiter _local = new();
    private readonly DenialCache _denials = new(clock);

    /// <summary>Null when admitted, else the answer.</summary>
    public async ValueTask<ErrorResult?> AdmitAsync(RateLimit limit, string subject)
    {
        var count = limit.Limit(options.Value);
        if (count == 0)
            return null;
        // Hashed, because grain keys reach logs and addresses must not.
        var key = new RateLimitKey(limit.Name, Secrets.HashOf(subject));
        if (_denials.Remaining(key) is { } remaining)
            return Refuse(remaining, limit.Window);

        if (await AskAsync(key, count, limit) is not { } admission)
            return ErrorResult.From(Refusal.Unavailable);
        return admission.Admitted ? null : Refuse(admission.RetryAfter, limit.Window);
    }

    public void Dispose() => _local.Dispose();

    /// <summary>
    /// While the limiter's silo is away this gateway counts alone, with the whole limit: bounded, not open. Null when the limit fails
    /// closed.
    /// </summary>
    private async ValueTask<Admission?> AskAsync(RateLimitKey key, int count, RateLimit limit)
    {
        // Taken before the call: a memory that starts earlier ends no later than the real denial.
        var asked = clock.GetTimestamp();
        try
        {
            var admission = await _grains.Get<IRateLimiterGrain>(key.ToString()).AdmitAsync(count, limit.Window);
            return Remember(key, asked, admission);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            if (limit.FailsClosed)
                return null;
            var isAdmitted = _local.Admits(key, count, limit.Window);
            return Remember(key, clock.GetTimestamp(), isAdmitted ? Admission.Granted : new Admission(false, LongestOwnDenial));
        }
    }

    private Admission Remember(RateLimitKey key, long since, Admission admission)
    {
        if (!admission.Admitted)
            _denials.Remember(key, since, admission.RetryAfter);
        return admission;
    }

    private static ErrorResult Refuse(TimeSpan retryAfter, TimeSpan window) =>
        ErrorResult.RateLimited((int)Math.Clamp(Math.Ceiling(retryAfter.TotalSeconds), 1, window.TotalSeconds));
}
