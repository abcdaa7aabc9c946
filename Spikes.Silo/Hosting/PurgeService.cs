using Microsoft.Extensions.Hosting;
using Spikes.Grains.Shares;

namespace Spikes.Silo.Hosting;

/// <summary>Goes on, at the start and then every hour, with the removal of deleted shares that was left unfinished.</summary>
internal sealed class PurgeService(PurgeSweeper sweeper, TimeProvider clock) : BackgroundService
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
                await sweeper.SweepAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
