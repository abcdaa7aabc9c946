using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Hosting;
using Spikes.Silo.Hosting;

const string Migrate = "migrate";
var phase = new StartPhase();
try
{
    var isMigration = args.Contains(Migrate);
    // Settings are read once; watching their files would only use up the system's watchers.
    var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args.Where(argument => argument != Migrate)]);
    builder.UseSpikesLogging(phase);
    var settings = builder.UseCheckedSettings();
    builder.UseSpikesHttp(settings);
    builder.Services.AddSingleton(TimeProvider.System);

    await ((settings.Mode, isMigration) switch
    {
        (SpikesMode.Cluster, true) => ClusterNode.MigrateAsync(builder),
        (SpikesMode.Cluster, false) => ClusterNode.RunAsync(builder, settings, phase),
        (_, true) => throw new StartException("migrate: is for Cluster mode; set Spikes:Mode=Cluster. Local mode migrates when it starts"),
        _ => LocalNode.RunAsync(builder, settings, phase),
    });
    return 0;
}
catch (OperationCanceledException) when (!phase.IsOver)
{
    // Told to end before it was ready.
    return 0;
}
catch (Exception exception) when (!phase.IsOver)
{
    return StartFault.Report(exception);
}
