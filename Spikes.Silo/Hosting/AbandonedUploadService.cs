using Microsoft.Extensions.Hosting;
using Spikes.Silo.Storage.Postgres;

namespace Spikes.Silo.Hosting;

/// <summary>Drops, every hour, what uploads have staged whose process died. Local mode does that when it starts.</summary>
internal sealed class AbandonedUploadService(PostgresShareStore shares, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            // A refusal is an outage: the next hour comes.
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await shares.DiscardAbandonedAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
