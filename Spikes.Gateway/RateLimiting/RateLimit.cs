namespace Spikes.Gateway.RateLimiting;

/// <summary>One row of contract section 10.</summary>
/// <param name="Name">Names the window in its grain's key.</param>
/// <param name="Window">The window.</param>
/// <param name="Limit">Reads how many requests the settings allow.</param>
internal sealed record RateLimit(string Name, TimeSpan Window, Func<RateLimitOptions, int> Limit)
{
    private const int EmailPollsPerMinute = 60;

    /// <summary>Whether nothing is admitted while the limiter's silo is away; else each gateway counts alone.</summary>
    public bool FailsClosed { get; init; }

    public static readonly RateLimit SpikesPerIp = new("spikes-ip", TimeSpan.FromMinutes(1), o => o.SpikesPerMinutePerIp);

    public static readonly RateLimit SpikesPerCredential =
        new("spikes-credential", TimeSpan.FromMinutes(1), o => o.AuthenticatedSpikesPerMinute);

    public static readonly RateLimit SpikesPerProject = new("spikes-project", TimeSpan.FromMinutes(1), o => o.SpikesPerMinutePerProject);

    public static readonly RateLimit SharesPerCredential =
        new("shares-credential", TimeSpan.FromMinutes(1), o => o.SharesPerMinutePerToken);

    /// <summary>Attempts of a client at one slug; with the limiter away there is none, for a guess too many may be the right one.</summary>
    public static readonly RateLimit PasswordAttempts =
        new("password-attempts", TimeSpan.FromMinutes(1), o => o.PasswordAttemptsPerMinute) { FailsClosed = true };

    public static readonly RateLimit MailsPerAddress =
        new("mails-address", TimeSpan.FromMinutes(15), o => o.LoginsPer15MinutesPerEmail);

    public static readonly RateLimit MailsPerIp = new("mails-ip", TimeSpan.FromHours(1), o => o.LoginsPerHourPerIp);

    public static readonly RateLimit VerificationsPerIp =
        new("verifications-ip", TimeSpan.FromMinutes(1), o => o.VerificationsPerMinutePerIp);

    public static readonly RateLimit DeviceStartsPerIp =
        new("device-starts-ip", TimeSpan.FromMinutes(1), o => o.DeviceStartsPerMinutePerIp);

    public static readonly RateLimit DeviceLookupsPerIp =
        new("device-lookups-ip", TimeSpan.FromMinutes(1), o => o.DeviceConfirmsPerMinute);

    public static readonly RateLimit DeviceLookupsPerSession =
        new("device-lookups-session", TimeSpan.FromMinutes(1), o => o.DeviceConfirmsPerMinute);

    /// <summary>Polls over it are answered as pending (contract section 6.6).</summary>
    public static readonly RateLimit EmailPolls = new("polls-email", TimeSpan.FromMinutes(1), _ => EmailPollsPerMinute);

    public static readonly RateLimit ApiKeysPerIp = new("api-keys-ip", TimeSpan.FromHours(1), o => o.ApiKeysPerHourPerIp);

    public static readonly RateLimit LinkKeysPerUser = new("link-keys-user", TimeSpan.FromMinutes(1), o => o.LinkKeysPerMinutePerUser);
}
