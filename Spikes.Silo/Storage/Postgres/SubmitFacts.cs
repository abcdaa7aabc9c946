using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>What the database says to <see cref="SubmitQuestions"/>: read under the locks of the stores, so it stays true until the commit, but for the tiers of owners.</summary>
internal sealed class SubmitFacts
{
    private readonly Dictionary<string, CountedFact> _shares = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CountedFact> _projects = new(StringComparer.Ordinal);
    private readonly HashSet<string> _agents = new(StringComparer.Ordinal);

    /// <summary>Shares by id.</summary>
    public IReadOnlyDictionary<string, CountedFact> Shares => _shares;

    /// <summary>Registered projects by id.</summary>
    public IReadOnlyDictionary<string, CountedFact> Projects => _projects;

    /// <summary>Owners of these whose tier is agent.</summary>
    public IReadOnlySet<string> Agents => _agents;

    /// <summary>Those of <see cref="SubmitQuestions.Callers"/> whose tier is agent; no lock keeps it so.</summary>
    public HashSet<string> AgentCallers { get; } = new(StringComparer.Ordinal);

    /// <summary>Stores that another transaction holds for too long: nothing else is known about them.</summary>
    public HashSet<string> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>Unregistered keys.</summary>
    public Dictionary<string, KeyFact> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows by id.</summary>
    public Dictionary<string, RowFact> Rows { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of rows by store and anonymous client id.</summary>
    public Dictionary<(string Store, string Client), string> Clients { get; } = [];

    /// <summary>Adds a share.</summary>
    public void AddShare(string id, CountedFact share) => Add(_shares, id, share);

    /// <summary>Adds a registered project.</summary>
    public void AddProject(string id, CountedFact project) => Add(_projects, id, project);

    /// <summary>Adds a store that there is and that was not locked, if it is not among those that were.</summary>
    public void AddHeld(StoreKey store, IReadOnlyDictionary<string, CountedFact> locked)
    {
        if (!locked.ContainsKey(store.Id)) Held.Add(store.ToString());
    }

    private void Add(Dictionary<string, CountedFact> stores, string id, CountedFact store)
    {
        stores.Add(id, store);
        if (store.Target is { Owner: { } owner, Tier.Given: Tier.Agent }) _agents.Add(owner);
    }
}

/// <summary>A share or a project: a store whose row has a counter.</summary>
internal readonly record struct CountedFact(SpikeTarget Target, long LastReceivedAt);

/// <summary>An unregistered key.</summary>
/// <param name="IsTaken">True when the name means another store now.</param>
/// <param name="LastReceivedAt">The newest row's receive time, or 0.</param>
internal readonly record struct KeyFact(bool IsTaken, long LastReceivedAt);

/// <summary>A stored row.</summary>
/// <param name="Store">Its store.</param>
/// <param name="ReceivedAt">Its receive time.</param>
/// <param name="Owner">The owner of its store, or null.</param>
/// <param name="Submitter">Who sent it, or null.</param>
/// <param name="IsPurging">True when its share is deleted.</param>
internal readonly record struct RowFact(string Store, long ReceivedAt, string? Owner, string? Submitter, bool IsPurging)
{
    /// <summary>Whether the caller may know of the row.</summary>
    public bool IsReachedBy(Caller caller) =>
        !IsPurging && (caller.IsAdmin || (caller.Account is { } account && (Owner == account.Value || Submitter == account.Value)));
}
