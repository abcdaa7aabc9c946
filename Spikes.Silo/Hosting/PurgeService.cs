using Microsoft.Extensions.Hosting;
using Spikes.Grains.Shares;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Hosting;

/// <summary>
/// Removes what nobody needs any more, at the start and then every hour: deleted shares whose removal was left unfinished, the state of
/// sign-ins and sessions that are over, and the ids of old events.
/// </summary>
internal sealed class PurgeService(PurgeSweeper shares, StateSweeper states, IAccountStore accounts, TimeProvider clock) : BackgroundService
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
                await shares.SweepAsync(stoppingToken);
                await states.SweepAsync(stoppingToken);
                await accounts.SweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
