namespace Spikes.Grains.Interfaces.Users;

/// <summary>The plan of an account (contract section 7.1).</summary>
[GenerateSerializer, Alias("spikes.tier")]
public enum Tier
{
    /// <summary>Limited in shares and in spikes per share.</summary>
    Free = 0,

    /// <summary>Unlimited.</summary>
    Pro = 1,

    /// <summary>Metered, with a monthly budget.</summary>
    Agent = 2,

    /// <summary>A paid plan whose last payment failed; unlimited for seven days.</summary>
    Grace = 3,
}
