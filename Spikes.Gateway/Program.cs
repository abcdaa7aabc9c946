using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spikes.Gateway;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Hosting;

var phase = new StartPhase();
try
{
    var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", "--Spikes:Mode=Cluster", .. args]);
    builder.UseSpikesLogging(phase);
    var settings = builder.UseCheckedSettings();
    if (settings.Mode is not SpikesMode.Cluster)
        throw new StartException("Spikes:Mode: a gateway of its own is for Cluster mode; in Local mode start Spikes.Silo");
    builder.UseSpikesHttp(settings);

    await using var database = GatewaySource.Create(builder.Database());
    builder.Services.AddSingleton(TimeProvider.System);
    builder.UseOrleansClient(client => client.UseSpikesCluster(settings.Cluster, database));
    builder.Services.AddSpikesGateway(builder.Configuration);

    await using var app = builder.Build();
    app.MapSpikesGateway();
    await app.StartOrStopAsync();
    phase.End();
    NodeBanner.Print(app, "gateway");
    await app.WaitForShutdownAsync();
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
