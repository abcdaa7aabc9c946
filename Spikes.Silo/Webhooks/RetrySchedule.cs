using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Webhooks;

/// <summary>When a failed delivery is tried again (contract section 9.3).</summary>
internal sealed class RetrySchedule(WebhookOptions options, Func<double> random)
{
    /// <summary>Each wait differs from its nominal value by up to this part of it, so that those that failed together do not come back together.</summary>
    private const double Jitter = 0.2;

    /// <param name="options">The waits.</param>
    public RetrySchedule(WebhookOptions options)
        : this(options, Random.Shared.NextDouble)
    {
    }

    /// <summary>How long to wait from the end of a failed attempt; null when it was the last.</summary>
    /// <param name="failedBefore">Attempts that failed before this one.</param>
    public TimeSpan? DelayAfter(int failedBefore) =>
        failedBefore < options.Delays.Count ? options.Delays[failedBefore] * (1 + (Jitter * ((2 * random()) - 1))) : null;
}
