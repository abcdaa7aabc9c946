using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Grains.Interfaces.Spikes;

/// <summary>The place of a row in the order of a list: receive time, then id, both descending.</summary>
/// <param name="ReceivedAt">Unix milliseconds.</param>
/// <param name="Id">The spike's id.</param>
[GenerateSerializer, Immutable, Alias("spikes.cursor")]
public readonly record struct SpikeCursor([property: Id(0)] long ReceivedAt, [property: Id(1)] string Id);

/// <summary>Filters of a list; null means any. They combine with AND.</summary>
[GenerateSerializer, Immutable, Alias("spikes.filter")]
public sealed record SpikeFilter(
    [property: Id(0)] string? Page = null,
    [property: Id(1)] string? ReviewerId = null,
    [property: Id(2)] string? Rating = null,
    [property: Id(3)] bool? Resolved = null)
{
    /// <summary>Lets every row pass.</summary>
    public static readonly SpikeFilter None = new();
}

/// <summary>Asks for one stretch of a list.</summary>
/// <param name="Caller">Decides, row by row, between owner form and public form; without a store also which rows.</param>
/// <param name="Store">The store to list, or null for everything in the caller's scope.</param>
/// <param name="Filter">The filters.</param>
/// <param name="After">The last row before this stretch, or null to begin with the newest.</param>
/// <param name="MaxRows">1 to 1000.</param>
/// <param name="MaxBytes">The stretch ends before its rows pass this size, but holds at least one row.</param>
[GenerateSerializer, Immutable, Alias("spikes.query")]
public sealed record SpikeQuery(
    [property: Id(0)] Caller Caller,
    [property: Id(1)] StoreKey? Store,
    [property: Id(2)] SpikeFilter Filter,
    [property: Id(3)] SpikeCursor? After,
    [property: Id(4)] int MaxRows,
    [property: Id(5)] int MaxBytes)
{
    /// <summary>Every row in owner form, deleted stores included: for the export of a share.</summary>
    [Id(6)]
    public bool IsExport { get; init; }
}

/// <summary>One stretch of a list.</summary>
/// <param name="Json">The rows as UTF-8 JSON objects (contract section 3.3), separated by commas; empty without rows.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Next">Where to read on; null exactly when nothing follows.</param>
/// <param name="HasMore">
/// True when a further row is known to follow <see cref="Next"/>. False beside a <see cref="Next"/>: a rare filter was looked for long
/// enough for one call, and whether a row follows is not known.
/// </param>
[GenerateSerializer, Immutable, Alias("spikes.page")]
public sealed record SpikePage(
    [property: Id(0)] ReadOnlyMemory<byte> Json,
    [property: Id(1)] int Count,
    [property: Id(2)] SpikeCursor? Next,
    [property: Id(3)] bool HasMore);

/// <summary>How many rows of a list match, as far as one call looks.</summary>
/// <param name="Matching">The rows that match, so far.</param>
/// <param name="At">The place of the row that was asked for, when it is among them.</param>
/// <param name="Next">Where to count on; null when the end was reached.</param>
[GenerateSerializer, Immutable, Alias("spikes.count")]
public sealed record SpikeCount(
    [property: Id(0)] long Matching, [property: Id(1)] SpikeCursor? At, [property: Id(2)] SpikeCursor? Next);

/// <summary>One spike that the caller can reach.</summary>
/// <param name="Id">The whole id.</param>
/// <param name="Store">Where it is kept.</param>
/// <param name="Json">The row in owner form as UTF-8 JSON.</param>
[GenerateSerializer, Immutable, Alias("spikes.found")]
public sealed record FoundSpike(
    [property: Id(0)] string Id, [property: Id(1)] StoreKey Store, [property: Id(2)] ReadOnlyMemory<byte> Json);
