namespace Spikes.Grains.Interfaces.Users;

/// <summary>For whom a valid user token or API key acts.</summary>
/// <param name="Id">The account.</param>
/// <param name="UserId">The user's UUID in lower case; the key id of a standalone API key.</param>
/// <param name="Email">The address, trimmed and in lower case; empty for a standalone API key.</param>
/// <param name="Tier">The tier at the time of the answer.</param>
[GenerateSerializer, Immutable, Alias("spikes.account")]
public sealed record Account(
    [property: Id(0)] AccountId Id,
    [property: Id(1)] string UserId,
    [property: Id(2)] string Email,
    [property: Id(3)] Tier Tier)
{
    /// <summary>Without the address: messages reach logs.</summary>
    public override string ToString() => $"Account {Id}, {Tier}";
}
