namespace Spikes.Grains.Interfaces.Spikes;

/// <summary>Asks a store to keep a spike.</summary>
/// <param name="Caller">Who sends it.</param>
/// <param name="ClientId">A usable client id (contract section 3.5), or null.</param>
/// <param name="Draft">The spike.</param>
/// <param name="NewId">
/// The id of the row when no client id gives it. The sender makes it, so that sending again after a lost answer stores nothing twice.
/// </param>
[GenerateSerializer, Immutable, Alias("spikes.submit")]
public sealed record SubmitSpike(
    [property: Id(0)] Caller Caller,
    [property: Id(1)] string? ClientId,
    [property: Id(2)] SpikeDraft Draft,
    [property: Id(3)] string NewId)
{
    /// <summary>An origin that is none: no project lists it.</summary>
    public const string NoOrigin = "";

    /// <summary>
    /// The origin of the page that sends it, in lower case without a default port; null when the request names none,
    /// <see cref="NoOrigin"/> when what it names is no origin.
    /// </summary>
    [Id(4)]
    public string? Origin { get; init; }

    /// <summary>The API key that was presented, or null: its cap is that of what it posts (contract section 7.3).</summary>
    [Id(5)]
    public string? KeyId { get; init; }
}

/// <summary>A stored spike.</summary>
/// <param name="Id">The id of the row.</param>
/// <param name="Replayed">True when it was stored by an earlier post with the same client id.</param>
[GenerateSerializer, Immutable, Alias("spikes.submitted")]
public sealed record SubmittedSpike([property: Id(0)] string Id, [property: Id(1)] bool Replayed);

/// <summary>The state of a spike after it was resolved or reopened.</summary>
/// <param name="Id">The whole id.</param>
/// <param name="Resolved">Whether it is resolved now.</param>
/// <param name="ResolvedAt">Since when, or null.</param>
[GenerateSerializer, Immutable, Alias("spikes.resolved")]
public sealed record ResolvedSpike([property: Id(0)] string Id, [property: Id(1)] bool Resolved, [property: Id(2)] string? ResolvedAt);
