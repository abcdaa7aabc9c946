using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Grains.Projects;

/// <summary>Tells the directory of names that names changed.</summary>
internal static partial class StoreNames
{
    /// <summary>
    /// Refreshes what the directory remembers. A failure is logged and no more: the rows have changed already, and a store refuses
    /// writes under a stale name, which refreshes it again.
    /// </summary>
    internal static async Task RefreshAsync(IGrainFactory grains, ILogger logger, params IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            try
            {
                await grains.GetGrain<IStoreNameGrain>(StoreName.GrainKey(name)).RefreshAsync(CancellationToken.None);
            }
            catch (Exception exception) when (exception is TimeoutException or OrleansException)
            {
                LogNotRefreshed(logger, exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The directory of names could not be refreshed")]
    private static partial void LogNotRefreshed(ILogger logger, Exception exception);
}
