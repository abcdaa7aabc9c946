using Microsoft.Extensions.Hosting;
using Spikes.Grains.Billing;

namespace Spikes.Silo.Hosting;

/// <summary>Waits for the end of the next grace, whether or not somebody asks for anything then.</summary>
internal sealed class GraceService(GraceSweeper graces, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not on the path of the start: requests do not wait for it.
        await Task.Yield();
        try
        {
            while (true)
                await Task.Delay(await graces.SweepAsync(stoppingToken), clock, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
