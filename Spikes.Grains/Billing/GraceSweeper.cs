using Microsoft.Extensions.Logging;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Billing;

/// <summary>
/// Ends graces at their instant (contract section 7.1). Every silo does so: the rows see to it that each ends once.
/// </summary>
public sealed class GraceSweeper(IAccountStore accounts, IGrainFactory grains, TimeProvider timeProvider, ILogger<GraceSweeper> logger)
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
        var outcome = await accounts.EndGracesAsync(cancellationToken);
        if (!outcome.IsSuccess(out var ended, out _)) return PauseInOutage;

        foreach (var account in ended.Accounts) await TierNews.TellAsync(grains, account, logger);
        if (ended.Next is not { } next) return LongestPause;

        var left = next - timeProvider.GetUtcNow();
        return left < ShortestPause ? ShortestPause : left > LongestPause ? LongestPause : left;
    }
}
