using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spikes.Gateway.Spikes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Gateway.Shares;

/// <summary>
/// The last steps of a delete: the share is gone for everyone, its rows are exported and then removed. Rows whose export broke off stay,
/// out of everybody's reach, until the storage sweeps them.
/// </summary>
internal sealed partial class ShareRemoval(IShareGrain share, SpikeStream export, ILogger<ShareRemoval> logger) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await export.ExecuteAsync(httpContext);
        if (!export.IsWhole)
            return;
        await httpContext.Response.CompleteAsync();
        await PurgeAsync();
    }

    /// <summary>A failure leaves rows that nobody can reach; it must not spoil the answer that was written.</summary>
    private async Task PurgeAsync()
    {
        try
        {
            while (!await share.PurgeAsync(CancellationToken.None))
            {
            }
        }
        catch (Exception fault) when (fault is TimeoutException or Orleans.Runtime.OrleansException)
        {
            LogPurgeFailed(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rows of a deleted share could not be removed; the storage sweeps them later")]
    private partial void LogPurgeFailed(Exception fault);
}
