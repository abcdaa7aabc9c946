using Microsoft.Extensions.Hosting;
using Spikes.Grains.Shares;

namespace Spikes.Silo.Hosting;

/// <summary>Goes on with the removal of deleted shares that an earlier run left unfinished.</summary>
internal sealed class PurgeService(PurgeSweeper sweeper) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not on the path of the start: requests do not wait for it.
        await Task.Yield();
        await sweeper.SweepAsync(stoppingToken);
    }
}
