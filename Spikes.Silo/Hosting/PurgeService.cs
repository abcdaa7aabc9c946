using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spikes.Grains.Shares;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Hosting;

/// <summary>
/// Removes what nobody needs any more, at the start and then every hour: deleted shares whose removal was left unfinished, the state of
/// sign-ins and sessions that are over, and the ids of old events.
/// </summary>
internal sealed partial class PurgeService(
    PurgeSweeper shares, StateSweeper states, IAccountStore accounts, TimeProvider clock, ILogger<PurgeService> logger) : BackgroundService
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
                await TryAsync(shares.SweepAsync, stoppingToken);
                await TryAsync(states.SweepAsync, stoppingToken);
                await TryAsync(accounts.SweepAsync, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>One sweep by itself: where it fails, the others still come.</summary>
    private async Task TryAsync(Func<CancellationToken, Task> sweep, CancellationToken stoppingToken)
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
