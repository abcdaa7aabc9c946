using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Shares;

/// <summary>Finishes the purges that a stop or a crash interrupted. The host runs it when the silo has started.</summary>
public sealed partial class PurgeSweeper(IShareStore shares, IGrainFactory grains, ILogger<PurgeSweeper> logger)
{
    /// <summary>Purges one after the other, so that the work never crowds out requests. One failure does not stop the others.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (!(await shares.PendingPurgesAsync(cancellationToken)).IsSuccess(out var pending, out _)) return;

        foreach (var shareId in pending)
        {
            try
            {
                var share = grains.GetGrain<IShareGrain>(StoreKey.Share(shareId).ToString());
                while (!await share.PurgeAsync(cancellationToken))
                {
                }
            }
            catch (Exception exception) when (exception is TimeoutException or OrleansException)
            {
                LogPurgeFailed(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A deleted share could not be purged; the next sweep tries again")]
    private partial void LogPurgeFailed(Exception exception);
}
