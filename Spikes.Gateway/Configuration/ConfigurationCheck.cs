using Microsoft.Extensions.Configuration;

namespace Spikes.Gateway.Configuration;

/// <summary>What is wrong with a configuration.</summary>
/// <param name="Faults">One line per fault, beginning with the key; any of them stops the start.</param>
/// <param name="Warnings">One line per setting that has no effect.</param>
internal sealed record ConfigurationReport(IReadOnlyList<string> Faults, IReadOnlyList<string> Warnings);

/// <summary>Looks at the whole configuration before anything is built from it, and reports all faults at once.</summary>
internal static class ConfigurationCheck
{
    /// <summary>The shortest admin token that Cluster mode accepts.</summary>
    public const int LeastAdminTokenLength = 16;

    private const string LocalHost = "localhost";

    public static ConfigurationReport Run(IConfiguration configuration)
    {
        var values = EffectiveValues.Of(configuration);
        var faults = SettingTable.All.SelectMany(setting => ValueFaults(setting, values)).ToList();
        var isCluster = string.Equals(values["Spikes:Mode"], nameof(SpikesMode.Cluster), StringComparison.OrdinalIgnoreCase);
        faults.AddRange(isCluster ? ClusterFaults(values) : []);
        faults.AddRange(SameHostFaults(values, isCluster));
        faults.AddRange(PathFaults(values, isCluster));
        faults.AddRange(ListenRule.Check(values["urls"]));
        return new(faults, [.. values.UnknownKeys.Select(key => $"{key}: unknown setting, it has no effect; check its spelling")]);
    }

    private static IEnumerable<string> ValueFaults(Setting setting, EffectiveValues values)
    {
        var value = values[setting.Key];
        if (setting.IsList && value is not null)
            yield return $"{setting.Key}: is a list; number its entries: {setting.Key}:0, in the environment {setting.Key.Replace(":", "__")}__0";
        else if (value is not null && setting.Rule(value) is { } wrong)
            yield return $"{setting.Key}: {wrong}";

        if (!setting.IsList)
            yield break;
        foreach (var (key, entry) in values.Entries(setting))
        {
            if (setting.Rule(entry) is { } fault)
                yield return $"{key}: {fault}";
        }
    }

    private static IEnumerable<string> ClusterFaults(EffectiveValues values)
    {
        if (values["Spikes:PublicUrl"] is null)
            yield return "Spikes:PublicUrl: is required in Cluster mode; set the address that clients use, like https://spikes.example.com";
        if (values["Spikes:Mail:From"] is null)
            yield return "Spikes:Mail:From: is required in Cluster mode; set the sender's address, like spikes@example.com";
        if (values["Spikes:Mail:Smtp:Host"] is null && values["Spikes:Mail:PickupDirectory"] is null)
            yield return "Spikes:Mail:Smtp:Host: Cluster mode needs a way to send mail; set this or Spikes:Mail:PickupDirectory";
        if (values["ConnectionStrings:Spikes"] is null)
            yield return "ConnectionStrings:Spikes: is required in Cluster mode; set the connection string of the PostgreSQL database";
        if (values["Spikes:AdminToken"] is { Length: < LeastAdminTokenLength })
            yield return $"Spikes:AdminToken: Cluster mode needs at least {LeastAdminTokenLength} characters; make one with: openssl rand -base64 32";
    }

    private static IEnumerable<string> SameHostFaults(EffectiveValues values, bool isCluster)
    {
        var publicHost = HostOf(values["Spikes:PublicUrl"]) ?? (isCluster ? null : LocalHost);
        if (publicHost is not null && publicHost == HostOf(values["Spikes:ContentUrl"]))
        {
            yield return $"Spikes:ContentUrl: has the host of {(values["Spikes:PublicUrl"] is null ? "the default " : "")}Spikes:PublicUrl ({publicHost}); "
                + "shared pages need a host of their own";
        }
    }

    private static IEnumerable<string> PathFaults(EffectiveValues values, bool isCluster)
    {
        if (!isCluster && PathCheck.WritableDirectory(values["Spikes:DataDirectory"] ?? SpikesSettings.DefaultDataDirectory) is { } data)
            yield return $"Spikes:DataDirectory: {data}; name a folder that this user can write";
        if (values["Spikes:Mail:PickupDirectory"] is { } pickup && PathCheck.WritableDirectory(pickup) is { } mail)
            yield return $"Spikes:Mail:PickupDirectory: {mail}; name a folder that this user can write";
        if (values["Spikes:WidgetFile"] is { } file && PathCheck.ReadableFile(file) is { } widget)
            yield return $"Spikes:WidgetFile: {widget}; name a script file that this user can read";
    }

    private static string? HostOf(string? url) => url is null ? null : ValueRules.WebAddress(url) is { } address ? ValueRules.AsciiHost(address)?.ToLowerInvariant() : null;
}
