using System.ComponentModel.DataAnnotations;

namespace Spikes.Grains.Users;

/// <summary>What tier <c>free</c> may hold; section <c>Spikes:Limits</c>.</summary>
public sealed class TierOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Spikes:Limits";

    /// <summary>The most spikes in one share of a free owner. Default 100; 0 or more.</summary>
    [Range(0, int.MaxValue)]
    public int FreeSpikesPerShare { get; set; } = 100;

    /// <summary>The most shares of a free account. Default 5; 0 or more.</summary>
    [Range(0, int.MaxValue)]
    public int FreeShares { get; set; } = 5;
}
