using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Grains.Interfaces.Pages;

/// <summary>
/// The keys with which gateways protect what they hand to browsers, so that every gateway reads what another one wrote; one grain, key
/// <see cref="Key"/>.
/// </summary>
[Alias("spikes.key-ring"), GrainInterfaceType("spikes.key-ring"), Idempotent]
public interface IKeyRingGrain : IGrainWithStringKey
{
    /// <summary>The key of the one grain.</summary>
    const string Key = "key-ring/pages";

    /// <summary>All keys.</summary>
    [Alias("Read")]
    Task<Outcome<KeyRing>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Adds a key, unless others came that the caller has not seen: of gateways that start at once, one makes the key and all use it.
    /// <see cref="ErrorCode.Unavailable"/> when the ring is full.
    /// </summary>
    /// <param name="xml">The key as Data Protection writes it, up to 16384 characters.</param>
    /// <param name="seen">How many keys the caller has read.</param>
    [Alias("Add")]
    Task<Outcome<KeyRing>> AddAsync(string xml, int seen, CancellationToken cancellationToken);
}

/// <summary>Keys as XML.</summary>
/// <param name="Elements">The oldest first, at most 1000.</param>
[GenerateSerializer, Immutable, Alias("spikes.key-ring-elements")]
public sealed record KeyRing([property: Id(0)] IReadOnlyList<string> Elements)
{
    /// <summary>Says how many: the keys must not reach a log through a record's text.</summary>
    public override string ToString() => $"{Elements.Count} keys";
}
