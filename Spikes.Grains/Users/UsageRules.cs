using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Users;

internal static class UsageRules
{
    /// <summary>
    /// Contract section 7.4: only the free tier has limits, every tier is counted by the UTC calendar month, and agents see their budget.
    /// </summary>
    /// <param name="use">The account, with the meter of the key that asks.</param>
    /// <param name="capCents">The cap of that key, or null.</param>
    /// <param name="limits">The limits of the free tier.</param>
    /// <param name="now">The instant of the answer.</param>
    internal static Usage Describe(AccountUse use, int? capCents, TierOptions limits, DateTimeOffset now)
    {
        var tier = use.Tier.At(now);
        var isFree = tier == Tier.Free;
        var thisMonth = new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return new Usage(
            use.Totals.Spikes,
            isFree ? limits.FreeSpikesPerShare : null,
            use.Totals.Shares,
            isFree ? limits.FreeShares : null,
            tier,
            thisMonth.AddMonths(1))
        {
            Agent = tier == Tier.Agent ? Describe(use.Meter.In(Meter.MonthOf(now)), capCents) : null,
        };
    }

    private static AgentUsage Describe(Meter meter, int? capCents) => new(meter.CostTenths, capCents, meter.Spikes, meter.Shares);
}
