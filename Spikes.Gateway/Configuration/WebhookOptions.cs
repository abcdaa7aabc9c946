namespace Spikes.Gateway.Configuration;

/// <summary>Outgoing webhooks; section <c>Spikes:Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Spikes:Webhooks";

    private static readonly IReadOnlyList<TimeSpan> DefaultDelays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24),
    ];

    /// <summary>Networks in CIDR form that may be called although they are not public. Default: none.</summary>
    public IList<string> AllowedPrivateNetworks { get; } = [];

    /// <summary>Waits between attempts, zero or more each. Empty by default, because binding a list adds to what it finds.</summary>
    public IList<TimeSpan> RetryDelays { get; } = [];

    /// <summary><see cref="RetryDelays"/>, or when that is empty 5 s, 30 s, 2 min, 10 min, 1 h, 6 h and 24 h.</summary>
    public IReadOnlyList<TimeSpan> Delays => RetryDelays.Count > 0 ? RetryDelays.AsReadOnly() : DefaultDelays;
}
