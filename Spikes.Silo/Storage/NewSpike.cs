using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Silo.Storage;

/// <summary>A spike with all that the transaction decides about it.</summary>
internal readonly record struct NewSpike(
    string Id,
    string Store,
    long ReceivedAt,
    string? Owner,
    string? Submitter,
    string? ClientId,
    string? ResolvedAt,
    SpikeDraft Draft);
