namespace Spikes.Grains.Interfaces.Users;

/// <summary>What an account holds now and may hold (contract section 7.4).</summary>
/// <param name="Spikes">Spikes stored now in all shares of the account.</param>
/// <param name="SpikeLimit">The most spikes one share may hold, or null without limit.</param>
/// <param name="Shares">Shares of the account now.</param>
/// <param name="ShareLimit">The most shares the account may have, or null without limit.</param>
/// <param name="Tier">The tier that gives the limits.</param>
/// <param name="ResetAt">The first instant of the next UTC month.</param>
[GenerateSerializer, Immutable, Alias("spikes.usage")]
public sealed record Usage(
    [property: Id(0)] long Spikes,
    [property: Id(1)] int? SpikeLimit,
    [property: Id(2)] long Shares,
    [property: Id(3)] int? ShareLimit,
    [property: Id(4)] Tier Tier,
    [property: Id(5)] DateTimeOffset ResetAt)
{
    /// <summary>What was used of the monthly budget; null unless the tier is <see cref="Tier.Agent"/>.</summary>
    [Id(6)]
    public AgentUsage? Agent { get; init; }
}

/// <summary>What an agent's account, or one of its API keys, has used this month.</summary>
/// <param name="CostTenths">The cost in tenths of a cent.</param>
/// <param name="MonthlyCapCents">The cap of the key in cents; null for none, and for the account.</param>
/// <param name="Spikes">Spikes stored this month, deleted ones included.</param>
/// <param name="Shares">Shares created this month, deleted ones included.</param>
[GenerateSerializer, Immutable, Alias("spikes.agent-usage")]
public sealed record AgentUsage(
    [property: Id(0)] long CostTenths,
    [property: Id(1)] int? MonthlyCapCents,
    [property: Id(2)] long Spikes,
    [property: Id(3)] long Shares);
