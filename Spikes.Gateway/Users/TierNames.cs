using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>Tiers as the contract writes them.</summary>
internal static class TierNames
{
    public static string Wire(this Tier tier) => tier switch
    {
        Tier.Free => "free",
        Tier.Pro => "pro",
        Tier.Agent => "agent",
        Tier.Grace => "grace",
    };
}
