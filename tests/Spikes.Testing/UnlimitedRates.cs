namespace Spikes.Testing;

/// <summary>Settings under which the program refuses nothing for being too often.</summary>
public static class UnlimitedRates
{
    public static readonly IReadOnlyList<string> Settings =
    [
        .. new[]
        {
            "SpikesPerMinutePerIp", "AuthenticatedSpikesPerMinute", "SharesPerMinutePerToken",
            "LoginsPer15MinutesPerEmail", "LoginsPerHourPerIp", "VerificationsPerMinutePerIp", "DeviceStartsPerMinutePerIp",
            "DeviceConfirmsPerMinute", "ApiKeysPerHourPerIp", "LinkKeysPerMinutePerUser", "SpikesPerMinutePerProject",
        }.Select(limit => $"--Spikes:RateLimits:{limit}=0"),
    ];
}
