using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spikes.Gateway;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Hosting;
using Spikes.Grains;
using Spikes.Silo.Mail;
using Spikes.Silo.Storage.Sqlite;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Hosting;

/// <summary>Local mode: gateway and silo in one process, everything stored in one folder.</summary>
internal static class LocalNode
{
    private const string AdminTokenKey = "Spikes:AdminToken";

    public static async Task RunAsync(WebApplicationBuilder builder, SpikesSettings settings, StartPhase phase)
    {
        using var data = DataDirectory.Take(settings.DataDirectory);
        var adminToken = await UseAdminTokenAsync(builder, data);

        // Hosted services stop in reverse order: the storage outlives the silo, the silo outlives the pump and the server.
        builder.Services.AddSqliteStorage(data.Path);
        builder.UseOrleans(silo => silo.UseSingleSilo(settings.Cluster).AddSqliteGrainStorage(data.Path));
        builder.Services.AddSpikesGrains(builder.Configuration);
        builder.Services.AddSpikesGateway(builder.Configuration);
        builder.Services.AddMail(settings.Mail).AddCapturedMails(settings.Mail);
        builder.Services.AddWebhooks(settings.Webhooks);
        builder.Services.AddPurge();
        builder.Services.AddHostedService<GraceService>();

        await using var app = builder.Build();
        app.MapSpikesGateway();
        await app.StartOrStopAsync();
        phase.End();
        Banner.Print(app, settings, adminToken);
        await app.WaitForShutdownAsync();
    }

    /// <summary>Gives Local mode its admin token. Answers a token that may be shown; one that was configured is its owner's secret.</summary>
    private static async Task<string?> UseAdminTokenAsync(WebApplicationBuilder builder, DataDirectory data)
    {
        if (builder.Configuration[AdminTokenKey] is not null)
            return null;
        var token = await LocalAdminToken.ReadOrCreateAsync(data.Path, CancellationToken.None);
        builder.Configuration.AddInMemoryCollection([new(AdminTokenKey, token)]);
        return token;
    }
}
