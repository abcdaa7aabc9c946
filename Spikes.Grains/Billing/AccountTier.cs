using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Billing;

/// <summary>The tier of an account as its row has it.</summary>
/// <param name="Given">The tier that was given last.</param>
/// <param name="GraceEndsAt">When <see cref="Tier.Grace"/> ends.</param>
public readonly record struct AccountTier(Tier Given, DateTimeOffset? GraceEndsAt)
{
    /// <summary>An account without a row.</summary>
    public static readonly AccountTier Free = new(Tier.Free, null);

    /// <summary>The tier at an instant: grace is over at its end, without anybody having to write so.</summary>
    public Tier At(DateTimeOffset now) => Given == Tier.Grace && GraceEndsAt <= now ? Tier.Free : Given;
}
