using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Spikes.Gateway.Hosting;

/// <summary>Logs go to stderr and are quiet: our own information, warnings of everybody else. <c>Logging:LogLevel</c> changes that.</summary>
internal static class LoggingSetup
{
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Spikes"] = "Information",
        // A first start would tell of its migrations between a person and the one line that matters.
        ["Logging:LogLevel:Spikes.Silo.Storage"] = "Warning",
        // In an outage of storage each call to a grain that is not active would be told by these four times over, with as many stacks. Who
        // reads or writes the state, and who calls, tells it too.
        ["Logging:LogLevel:Orleans.Grain"] = "Critical",
        ["Logging:LogLevel:Orleans.Storage.AdoNetGrainStorage"] = "Critical",
    };

    public static void UseSpikesLogging(this WebApplicationBuilder builder, StartPhase phase)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        // It tells of each request with its whole target, and a target can hold a token. Were it on, at whatever level, each request would
        // also pay for an activity and a scope.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // It warns at each new key that keys are at rest in clear; operations.md says so once.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", level => level >= LogLevel.Error);
        // A stranger's cookie or form would write an error with its stack.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None);
        foreach (var category in phase.Reporters)
            builder.Logging.AddFilter(category, level => phase.IsOver && level >= LogLevel.Warning);
    }
}
