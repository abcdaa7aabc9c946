namespace Spikes.Chaos.Posting;

/// <summary>What became of a spike in the end.</summary>
internal enum Fate
{
    /// <summary>Answered 201 or 200.</summary>
    Acknowledged,

    /// <summary>Answered 429 <c>SPIKE_LIMIT</c>.</summary>
    Refused,

    /// <summary>Neither, when the run was over.</summary>
    GivenUp,
}

/// <summary>A spike that a client sent until it knew.</summary>
/// <param name="Store">Where to.</param>
/// <param name="ClientId">The client's id, the same in every attempt.</param>
/// <param name="Fate">The end of it.</param>
/// <param name="RowId">The id of the acknowledgement.</param>
/// <param name="At">The time of the end, as <see cref="TimeProvider.GetTimestamp"/> has it.</param>
internal sealed record Post(Store Store, string ClientId, Fate Fate, string? RowId, long At)
{
    /// <summary>Whether it was sent with a credential: then its row has the client's id.</summary>
    public bool IsSigned => RowId == ClientId;
}
