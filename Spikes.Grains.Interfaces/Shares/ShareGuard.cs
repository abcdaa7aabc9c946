using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Shares;

/// <summary>What stands before everything of a protected share (contract section 5.6).</summary>
/// <param name="ShareId">The share's UUID.</param>
/// <param name="Slug">Its name under <c>/s/</c>: attempts count by it, whatever name they came by.</param>
/// <param name="Owner">The account that owns it.</param>
/// <param name="PasswordHash">The salted, slow hash of its password.</param>
/// <param name="OwnerTier">The owner's tier at the time of the answer.</param>
[GenerateSerializer, Immutable, Alias("spikes.share-guard")]
public sealed record ShareGuard(
    [property: Id(0)] string ShareId,
    [property: Id(1)] string Slug,
    [property: Id(2)] AccountId Owner,
    [property: Id(3)] string PasswordHash,
    [property: Id(4)] Tier OwnerTier)
{
    /// <summary>True while nobody opens it, with or without the password (contract section 5.7).</summary>
    public bool IsLocked => OwnerTier == Tier.Free;

    /// <summary>Says which share: the hash must not reach a log through a record's text.</summary>
    public override string ToString() => ShareId;
}
