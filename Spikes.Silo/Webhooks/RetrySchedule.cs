using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Webhooks;

/// <summary>When a failed delivery is tried again (contract section 9.3).</summary>
internal sealed class RetrySchedule(WebhookOptions options, Func<double> random)
{
    /// <summary>Each wait differs from its nominal value by up to this part of it: those that failed together do not come back together.</summary>
    private const double Jitter = 0.2;

    /// <summary>
    /// What a delivery may wait beside: for its turn, while the database is away, or while a process is switched off that runs on a laptop.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(7);

    /// <param name="options">The waits.</param>
    public RetrySchedule(WebhookOptions options)
        : this(options, Random.Shared.NextDouble)
    {
    }

    /// <summary>
    /// After so long a delivery is given up, however often it was tried: behind a receiver that hangs, more can wait than is tried in time.
    /// </summary>
    public TimeSpan LongestAge { get; } =
        Margin + options.Delays.Aggregate(TimeSpan.Zero, (sum, delay) => sum + (delay * (1 + Jitter)));

    /// <summary>How long to wait from the end of a failed attempt; null when it was the last.</summary>
    /// <param name="failedBefore">Attempts that failed before this one.</param>
    public TimeSpan? DelayAfter(int failedBefore) =>
        failedBefore < options.Delays.Count ? options.Delays[failedBefore] * (1 + (Jitter * ((2 * random()) - 1))) : null;
}
