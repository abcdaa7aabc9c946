using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Spikes.Silo.Configuration;

namespace Spikes.Silo.Hosting;

/// <summary>The one gate between what people wrote and what the process reads.</summary>
internal static class SettingsSetup
{
    /// <summary>
    /// Checks everything, then replaces the configuration by its <see cref="EffectiveValues"/>: whoever binds it later finds no empty
    /// value and no unknown key, and nothing changes while the process runs.
    /// </summary>
    public static SpikesSettings UseCheckedSettings(this WebApplicationBuilder builder)
    {
        var report = ConfigurationCheck.Run(builder.Configuration);
        foreach (var warning in report.Warnings)
            Console.Error.WriteLine("warning: " + warning);
        if (report.Faults.Count > 0)
            throw new StartException(report.Faults);

        var effective = EffectiveValues.Of(builder.Configuration).Pairs;
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(effective);

        var settings = builder.Configuration.GetSection(SpikesSettings.Section).Get<SpikesSettings>() ?? new();
        if (settings.Mode is SpikesMode.Cluster)
            throw new StartException("Spikes:Mode: Cluster mode is not part of this version yet; use Local");
        settings.DataDirectory = Path.GetFullPath(settings.DataDirectory);
        settings.Mail.PickupDirectory = Path.GetFullPath(settings.Mail.PickupDirectory ?? Path.Combine(settings.DataDirectory, "mail"));
        return settings;
    }

    /// <summary>Gives Local mode its admin token. Answers a token that may be shown; one that was configured is its owner's secret.</summary>
    public static async Task<string?> UseAdminTokenAsync(this WebApplicationBuilder builder, DataDirectory data)
    {
        const string Key = "Spikes:AdminToken";
        if (builder.Configuration[Key] is not null)
            return null;
        var token = await LocalAdminToken.ReadOrCreateAsync(data.Path, CancellationToken.None);
        builder.Configuration.AddInMemoryCollection([new(Key, token)]);
        return token;
    }
}
