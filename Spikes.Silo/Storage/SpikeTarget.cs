using Spikes.Grains.Billing;

namespace Spikes.Silo.Storage;

/// <summary>What may be written to a store.</summary>
internal enum TargetState
{
    /// <summary>It takes spikes.</summary>
    Open,

    /// <summary>There is no such store.</summary>
    Missing,

    /// <summary>The name means another store now.</summary>
    Moved,

    /// <summary>Another transaction holds it for too long: nothing is known about it.</summary>
    Held,
}

/// <summary>A store as the transaction of a submit finds it.</summary>
/// <param name="State">Whether it takes spikes.</param>
/// <param name="Owner">The account that owns it, or null.</param>
/// <param name="Tier">The owner's tier.</param>
/// <param name="SpikeCount">The rows of a share; 0 for stores without a limit.</param>
internal readonly record struct SpikeTarget(TargetState State, string? Owner, AccountTier Tier, long SpikeCount)
{
    /// <summary>The origins that may post to a project, as the row has them; empty lets all pass.</summary>
    public string AllowedOrigins { get; init; } = "";

    /// <summary>A store that belongs to nobody and has no count.</summary>
    public static readonly SpikeTarget Unowned = new(TargetState.Open, null, AccountTier.Free, 0);

    /// <summary>The API key that made a share, or null.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Whether a share has a webhook.</summary>
    public bool HasWebhook { get; init; }

    /// <summary>A share.</summary>
    public static SpikeTarget Share(string owner, AccountTier tier, long spikeCount, string? createdBy, bool hasWebhook) =>
        new(TargetState.Open, owner, tier, spikeCount) { CreatedBy = createdBy, HasWebhook = hasWebhook };

    /// <summary>A registered project.</summary>
    public static SpikeTarget Project(string owner, AccountTier tier, string allowedOrigins) =>
        new(TargetState.Open, owner, tier, 0) { AllowedOrigins = allowedOrigins };

    /// <summary>There is no such store.</summary>
    public static readonly SpikeTarget Missing = new(TargetState.Missing, null, AccountTier.Free, 0);

    /// <summary>The name means another store now.</summary>
    public static readonly SpikeTarget Moved = new(TargetState.Moved, null, AccountTier.Free, 0);

    /// <summary>Another transaction holds it for too long.</summary>
    public static readonly SpikeTarget Held = new(TargetState.Held, null, AccountTier.Free, 0);
}
