using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Spikes.Gateway;
using Spikes.Gateway.Configuration;
using Spikes.Gateway.Hosting;
using Spikes.Grains;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;
using Spikes.Silo.Storage.Postgres;
using Spikes.Silo.Webhooks;
using ClusterOptions = Spikes.Gateway.Configuration.ClusterOptions;

namespace Spikes.Silo.Hosting;

/// <summary>Cluster mode: one of several silos, everything stored in PostgreSQL.</summary>
internal static class ClusterNode
{
    /// <summary>Tells whoever watches the process that it was no ordinary stop.</summary>
    private const int FencedExitCode = 1;

    private static readonly TimeSpan LastWordLimit = TimeSpan.FromSeconds(5);

    /// <summary>Brings the schema up to date and ends. It waits for nothing: its caller sees at once what is wrong.</summary>
    public static async Task MigrateAsync(WebApplicationBuilder builder)
    {
        var version = await ApplyAsync(builder);
        Console.Out.WriteLine($"The database has schema version {version}.");
    }

    public static async Task RunAsync(WebApplicationBuilder builder, SpikesSettings settings, StartPhase phase)
    {
        var endpoints = new EndpointOptions();
        NodeAddress.Configure(endpoints, settings.Cluster);
        using var ports = NodePorts.Take(endpoints);

        // Hosted services stop in reverse order: the committer outlives the silo, the silo outlives the pump and the server.
        var options = PostgresOptions.From(builder.Database(), settings.Postgres, settings.Cluster);
        await using var source = PostgresSource.Create(options);
        await using var orleans = PostgresSource.CreateForOrleans(options);
        await PostgresStart.WhenReachableAsync(
            async ct =>
            {
                await ApplyAsync(builder);
                await PostgresSource.OpenEarlyAsync(source, ct);
                await PostgresSource.OpenEarlyAsync(orleans, ct);
            },
            new StartWait(Console.Error.WriteLine, TimeProvider.System),
            CancellationToken.None);
        builder.Services.AddPostgresStorage(options, source);
        builder.UseOrleans(silo => silo.UseClusterSilo(settings.Cluster).AddPostgresCluster(orleans, options.LongestRead));
        AddFence(builder.Services, settings.Cluster);
        builder.Services.AddSpikesGrains(builder.Configuration);
        builder.Services.AddSpikesGateway(builder.Configuration);
        builder.Services.AddMail(settings.Mail);
        builder.Services.AddWebhooks(settings.Webhooks);
        builder.Services.AddPurge().AddPurgeOfUploads();
        builder.Services.AddHostedService<GraceService>();

        await using var app = builder.Build();
        if (settings.Cluster.ServeHttp)
            app.MapSpikesGateway();
        else
            app.MapSpikesProbes();
        try
        {
            await app.StartOrStopAsync();
        }
        catch (Exception exception) when (PostgresFault.DescribeCause(exception, options.ConnectionString) is { } line)
        {
            throw new StartException(line, exception);
        }

        phase.End();
        NodeBanner.Print(app, "silo");
        await app.WaitForShutdownAsync();
    }

    private static void AddFence(IServiceCollection services, ClusterOptions options)
    {
        services.AddSiloPeers();
        services.AddSingleton<PostgresPing>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<FenceService>(provider, options, (string reason) => End(provider, reason)));
        services.AddSingleton<IStorageWatch>(provider => provider.GetRequiredService<FenceService>());
        services.AddHostedService(provider => provider.GetRequiredService<FenceService>());
    }

    private static void End(IServiceProvider provider, string reason)
    {
        // Writes out what is still logged, but gives up after 1.5 s. The reason must not be lost among the many lines of a lost database,
        // and a stderr that nobody reads must not keep the process alive.
        provider.GetRequiredService<ILoggerFactory>().Dispose();
        var last = new Thread(() => Console.Error.WriteLine("error: " + reason)) { IsBackground = true };
        last.Start();
        last.Join(LastWordLimit);
        Environment.Exit(FencedExitCode);
    }

    private static async Task<int> ApplyAsync(WebApplicationBuilder builder)
    {
        await using var source = NpgsqlDataSource.Create(builder.Database());
        return await PostgresMigrator.ApplyAsync(source, TimeProvider.System, CancellationToken.None);
    }
}
