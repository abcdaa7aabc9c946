namespace Spikes.Gateway.Configuration;

/// <summary>One setting.</summary>
/// <param name="Key">Its full key.</param>
/// <param name="Rule">What its value, or every entry of its list, must be.</param>
/// <param name="IsList">True when the values are numbered entries below the key.</param>
internal sealed record Setting(string Key, ValueRule Rule, bool IsList = false);

/// <summary>Every setting there is. A key below <c>Spikes:</c> that is not here is unknown.</summary>
internal static class SettingTable
{
    private static readonly ValueRule Count = ValueRules.WholeNumber(0, int.MaxValue);
    private static readonly ValueRule Connections = ValueRules.WholeNumber(4, 1000);
    private static readonly ValueRule Port = ValueRules.WholeNumber(1, 65535);

    private static readonly Setting[] Rows =
    [
        new("Spikes:Mode", ValueRules.OneOf<SpikesMode>()),
        new("Spikes:DataDirectory", ValueRules.Text),
        new("Spikes:PublicUrl", ValueRules.Origin),
        new("Spikes:ContentUrl", ValueRules.Origin),
        new("Spikes:AdminToken", ValueRules.Text),
        new("Spikes:UpgradeUrl", ValueRules.Url),
        new("Spikes:WidgetUrl", ValueRules.Url),
        new("Spikes:WidgetFile", ValueRules.Text),
        new("Spikes:TrustedProxies", ValueRules.Network, IsList: true),
        new("Spikes:Auth:EmailPoll", ValueRules.Truth),
        new("Spikes:Compatibility:PushBareArray", ValueRules.Truth),

        new("Spikes:Mail:From", ValueRules.Mailbox),
        new("Spikes:Mail:PickupDirectory", ValueRules.Text),
        new("Spikes:Mail:Smtp:Host", ValueRules.Host),
        new("Spikes:Mail:Smtp:Port", Port),
        new("Spikes:Mail:Smtp:User", ValueRules.Text),
        new("Spikes:Mail:Smtp:Password", ValueRules.Text),
        new("Spikes:Mail:Smtp:Security", ValueRules.OneOf<SmtpSecurity>()),

        new("Spikes:Stripe:SecretKey", ValueRules.Key),
        new("Spikes:Stripe:WebhookSecret", ValueRules.Key),
        new("Spikes:Stripe:ProPriceId", ValueRules.Text),
        new("Spikes:Stripe:AgentPriceId", ValueRules.Text),
        new("Spikes:Stripe:ApiBase", ValueRules.Url),

        new("Spikes:Limits:FreeSpikesPerShare", Count),
        new("Spikes:Limits:FreeShares", Count),
        new("Spikes:Limits:MaxUploadBytes", ValueRules.WholeNumber(1, long.MaxValue)),
        new("Spikes:Limits:MaxFilesPerShare", ValueRules.WholeNumber(1, int.MaxValue)),

        new("Spikes:RateLimits:SpikesPerMinutePerIp", Count),
        new("Spikes:RateLimits:AuthenticatedSpikesPerMinute", Count),
        new("Spikes:RateLimits:SpikesPerMinutePerProject", Count),
        new("Spikes:RateLimits:SharesPerMinutePerToken", Count),
        new("Spikes:RateLimits:PasswordAttemptsPerMinute", Count),
        new("Spikes:RateLimits:LoginsPer15MinutesPerEmail", Count),
        new("Spikes:RateLimits:LoginsPerHourPerIp", Count),
        new("Spikes:RateLimits:VerificationsPerMinutePerIp", Count),
        new("Spikes:RateLimits:DeviceStartsPerMinutePerIp", Count),
        new("Spikes:RateLimits:DeviceConfirmsPerMinute", Count),
        new("Spikes:RateLimits:ApiKeysPerHourPerIp", Count),
        new("Spikes:RateLimits:LinkKeysPerMinutePerUser", Count),

        new("Spikes:Webhooks:AllowedPrivateNetworks", ValueRules.Network, IsList: true),
        new("Spikes:Webhooks:RetryDelays", ValueRules.SpanBetween(TimeSpan.Zero, TimeSpan.FromDays(365)), IsList: true),

        new("Spikes:Cluster:ClusterId", ValueRules.Text),
        new("Spikes:Cluster:ServiceId", ValueRules.Text),
        new("Spikes:Cluster:SiloPort", Port),
        new("Spikes:Cluster:GatewayPort", Port),
        new("Spikes:Cluster:ServeHttp", ValueRules.Truth),
        new("Spikes:Cluster:AdvertisedAddress", ValueRules.Host),
        new("Spikes:Cluster:ProbeTimeout", ValueRules.Duration),
        new("Spikes:Cluster:MissedProbes", ValueRules.WholeNumber(1, 100)),
        new("Spikes:Cluster:AliveInterval", ValueRules.Duration),
        new("Spikes:Cluster:TableRefresh", ValueRules.Duration),
        new("Spikes:Cluster:GatewayRefresh", ValueRules.Duration),
        new("Spikes:Cluster:DatabaseProbePeriod", ValueRules.Duration),
        new("Spikes:Cluster:MissedDatabaseProbes", ValueRules.WholeNumber(3, 100)),
        new("Spikes:Cluster:GrainCallTimeout", ValueRules.SpanBetween(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1))),
        new("Spikes:Cluster:ReadinessDelay", ValueRules.Span),
        new("Spikes:Cluster:DrainTime", ValueRules.Span),

        new("Spikes:Postgres:Connections", Connections),
        new("Spikes:Postgres:OrleansConnections", Connections),
        new("Spikes:Postgres:BreakFor", ValueRules.Duration),

        new("ConnectionStrings:Spikes", ValueRules.Text),
    ];

    private static readonly Dictionary<string, Setting> ByKey = Rows.ToDictionary(row => row.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The rows in the order in which faults are reported.</summary>
    public static IReadOnlyList<Setting> All => Rows;

    /// <summary>The setting that a configuration key belongs to, be it the key itself or that of a numbered list entry; else null.</summary>
    public static Setting? Find(string key)
    {
        if (ByKey.TryGetValue(key, out var row))
            return row;
        var colon = key.LastIndexOf(':');
        return colon > 0 && ByKey.TryGetValue(key[..colon], out var list) && list.IsList && IsNumber(key.AsSpan(colon + 1)) ? list : null;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
