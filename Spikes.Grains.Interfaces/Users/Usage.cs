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
    [property: Id(5)] DateTimeOffset ResetAt);
