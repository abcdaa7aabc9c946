using System.ComponentModel.DataAnnotations;

namespace Spikes.Gateway.RateLimiting;

/// <summary>Requests per window (contract section 10); section <c>Spikes:RateLimits</c>. 0 switches a limit off.</summary>
public sealed class RateLimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Spikes:RateLimits";

    /// <summary>POST /spikes, anonymous, per client address and minute. Default 60.</summary>
    [Range(0, int.MaxValue)]
    public int SpikesPerMinutePerIp { get; set; } = 60;

    /// <summary>POST /spikes, per credential and minute. Default 600.</summary>
    [Range(0, int.MaxValue)]
    public int AuthenticatedSpikesPerMinute { get; set; } = 600;

    /// <summary>POST /spikes, anonymous, per registered project and minute. Default 600.</summary>
    [Range(0, int.MaxValue)]
    public int SpikesPerMinutePerProject { get; set; } = 600;

    /// <summary>POST /shares, per credential and minute. Default 10.</summary>
    [Range(0, int.MaxValue)]
    public int SharesPerMinutePerToken { get; set; } = 10;

    /// <summary>Password attempts, per slug, client address and minute. Default 5.</summary>
    [Range(0, int.MaxValue)]
    public int PasswordAttemptsPerMinute { get; set; } = 5;

    /// <summary>Sign-in and recovery mails, per address and 15 minutes. Default 5.</summary>
    [Range(0, int.MaxValue)]
    public int LoginsPer15MinutesPerEmail { get; set; } = 5;

    /// <summary>Sign-in and recovery mails, per client address and hour. Default 20.</summary>
    [Range(0, int.MaxValue)]
    public int LoginsPerHourPerIp { get; set; } = 20;

    /// <summary>Redemptions of login tokens, per client address and minute. Default 20.</summary>
    [Range(0, int.MaxValue)]
    public int VerificationsPerMinutePerIp { get; set; } = 20;

    /// <summary>POST /auth/device, per client address and minute. Default 10.</summary>
    [Range(0, int.MaxValue)]
    public int DeviceStartsPerMinutePerIp { get; set; } = 10;

    /// <summary>User code look-ups and confirms, per client address, per session, and minute. Default 10.</summary>
    [Range(0, int.MaxValue)]
    public int DeviceConfirmsPerMinute { get; set; } = 10;

    /// <summary>POST /auth/api-key, per client address and hour. Default 10.</summary>
    [Range(0, int.MaxValue)]
    public int ApiKeysPerHourPerIp { get; set; } = 10;

    /// <summary>POST /auth/link-key, per user and minute. Default 10.</summary>
    [Range(0, int.MaxValue)]
    public int LinkKeysPerMinutePerUser { get; set; } = 10;
}
