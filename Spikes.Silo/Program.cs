using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spikes.Gateway;
using Spikes.Grains;
using Spikes.Silo.Hosting;
using Spikes.Silo.Mail;
using Spikes.Silo.Storage.Sqlite;

var phase = new StartPhase();
try
{
    // Settings are read once; watching their files would only use up the system's watchers.
    var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
    builder.UseSpikesLogging(phase);
    var settings = builder.UseCheckedSettings();
    using var data = DataDirectory.Take(settings.DataDirectory);
    var adminToken = await builder.UseAdminTokenAsync(data);
    builder.UseSpikesHttp();

    // Hosted services stop in reverse order: the storage outlives the silo, the silo outlives the pump and the server.
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSqliteStorage(data.Path);
    builder.UseOrleans(silo => silo.UseSingleSilo(settings.Cluster).AddSqliteGrainStorage(data.Path));
    builder.Services.AddSpikesGrains(builder.Configuration);
    builder.Services.AddSpikesGateway(builder.Configuration);
    builder.Services.AddMail(settings.Mail).AddCapturedMails(settings.Mail);
    builder.Services.AddHostedService<PurgeService>();

    await using var app = builder.Build();
    app.MapSpikesGateway();
    await app.StartOrStopAsync();
    phase.End();
    Banner.Print(app, settings, adminToken);
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
