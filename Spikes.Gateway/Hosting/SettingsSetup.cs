using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Spikes.Gateway.Configuration;

namespace Spikes.Gateway.Hosting;

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
        settings.DataDirectory = Path.GetFullPath(settings.DataDirectory);
        settings.Mail.PickupDirectory = Path.GetFullPath(settings.Mail.PickupDirectory ?? Path.Combine(settings.DataDirectory, "mail"));
        return settings;
    }

    /// <summary>Cluster mode: what connects to PostgreSQL.</summary>
    public static string Database(this WebApplicationBuilder builder) =>
        builder.Configuration.GetConnectionString("Spikes") ?? throw new StartException("ConnectionStrings:Spikes: is required in Cluster mode");
}
