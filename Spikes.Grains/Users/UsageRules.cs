using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Users;

internal static class UsageRules
{
    /// <summary>Contract section 7.4: only the free tier has limits, and every tier is counted by the UTC calendar month.</summary>
    internal static Usage Describe(ShareTotals totals, Tier tier, TierOptions limits, DateTimeOffset now)
    {
        var isFree = tier == Tier.Free;
        var thisMonth = new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return new Usage(
            totals.Spikes,
            isFree ? limits.FreeSpikesPerShare : null,
            totals.Shares,
            isFree ? limits.FreeShares : null,
            tier,
            thisMonth.AddMonths(1));
    }
}
