using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spikes.Gateway.Spikes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>The last steps of a delete: the share is gone for everyone, its rows are exported and then removed.</summary>
internal sealed partial class ShareRemoval(IShareGrain share, SpikeStream export, ILogger<ShareRemoval> logger) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            await export.ExecuteAsync(httpContext);
        }
        finally
        {
            await PurgeAsync();
        }
    }

    /// <summary>A failure leaves rows that nobody can reach; it must not spoil the answer that was written.</summary>
    private async Task PurgeAsync()
    {
        try
        {
            await share.PurgeAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            LogPurgeFailed(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rows of a deleted share could not be removed; the storage sweeps them later")]
    private partial void LogPurgeFailed(Exception fault);
}
