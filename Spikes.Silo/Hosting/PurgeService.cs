using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spikes.Grains.Shares;
using Spikes.Grains.Storage;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Hosting;

/// <summary>Removes one kind of what nobody needs any more. What it cannot do now, it tries again in an hour.</summary>
internal delegate Task Sweep(CancellationToken cancellationToken);

/// <summary>Does all sweeps at the start and then every hour.</summary>
internal sealed partial class PurgeService(IEnumerable<Sweep> sweeps, TimeProvider clock, ILogger<PurgeService> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not on the path of the start: requests do not wait for it.
        await Task.Yield();
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            do
            {
                foreach (var sweep in sweeps)
                    await TryAsync(sweep, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>One sweep by itself: where it fails, the others still come.</summary>
    private async Task TryAsync(Sweep sweep, CancellationToken stoppingToken)
    {
        try
        {
            await sweep(stoppingToken);
        }
#pragma warning disable CA1031 // A fault that nobody foresaw ends neither the service nor with it the silo.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "What nobody needs any more could not be removed; the next hour tries again")]
    private partial void LogFailed(Exception exception);
}

/// <summary>The sweeps of a node.</summary>
internal static class Sweeps
{
    /// <summary>Deleted shares whose removal was left unfinished, the state of sign-ins and sessions that are over, ids of old events.</summary>
    public static IServiceCollection AddPurge(this IServiceCollection services) => services
        .AddSingleton<Sweep>(provider => provider.GetRequiredService<PurgeSweeper>().SweepAsync)
        .AddSingleton<Sweep>(provider => provider.GetRequiredService<StateSweeper>().SweepAsync)
        .AddSingleton<Sweep>(provider => provider.GetRequiredService<IAccountStore>().SweepAsync)
        .AddHostedService<PurgeService>();

    /// <summary>What uploads have staged whose process died. Local mode has no other process, and does it when it starts.</summary>
    public static IServiceCollection AddPurgeOfUploads(this IServiceCollection services) =>
        services.AddSingleton<Sweep>(provider => provider.GetRequiredService<PostgresShareStore>().DiscardAbandonedAsync);
}
