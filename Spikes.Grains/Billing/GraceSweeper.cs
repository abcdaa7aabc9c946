using Microsoft.Extensions.Logging;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Billing;

/// <summary>
/// Ends graces at their instant (contract section 7.1). Every silo does so: the rows see to it that each ends once.
/// </summary>
public sealed partial class GraceSweeper(
    IAccountStore accounts, IShareStore shares, IGrainFactory grains, TimeProvider timeProvider, ILogger<GraceSweeper> logger)
{
    /// <summary>The longest pause between two looks: a grace that began on another node is known after it.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>The shortest pause, when graces are left over or a timer fired early.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause after storage could not be reached.</summary>
    public static readonly TimeSpan PauseInOutage = TimeSpan.FromSeconds(5);

    /// <summary>Ends what is over, tells its users, and says how long nothing else ends.</summary>
    public async Task<TimeSpan> SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(cancellationToken);
        }
#pragma warning disable CA1031 // A fault that nobody foresaw ends neither the service nor with it the silo.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(logger, exception);
            return PauseInOutage;
        }
    }

    private async Task<TimeSpan> LookAsync(CancellationToken cancellationToken)
    {
        var outcome = await accounts.EndGracesAsync(cancellationToken);
        if (!outcome.IsSuccess(out var ended, out _)) return PauseInOutage;

        await Task.WhenAll(ended.Accounts.Select(account => TierNews.TellAsync(grains, shares, account, logger)));
        if (ended.Next is not { } next) return LongestPause;

        var left = next - timeProvider.GetUtcNow();
        return left < ShortestPause ? ShortestPause : left > LongestPause ? LongestPause : left;
    }

    [LoggerMessage(LogLevel.Error, "Graces could not be ended; the next look tries again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
