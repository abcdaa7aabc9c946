using Spikes.Chaos.Posting;

namespace Spikes.Chaos.Judging;

/// <summary>Acknowledgements held against rows.</summary>
internal sealed record Counts
{
    public int Acknowledged { get; init; }

    /// <summary>Acknowledged spikes whose row is not there, or has another id than the acknowledgement said.</summary>
    public int Lost { get; init; }

    /// <summary>Rows beyond the first of one client id.</summary>
    public int Doubled { get; init; }

    /// <summary>Stores whose counter, in the table or in an answer, is not the number of their rows.</summary>
    public int Miscounted { get; init; }

    /// <summary>Rows beyond the limit of their store.</summary>
    public int OverLimit { get; init; }

    /// <summary>Rows of spikes that were refused, or that nobody sent.</summary>
    public int Strange { get; init; }

    /// <summary>Spikes that were not answered until the end.</summary>
    public int GivenUp { get; init; }

    /// <summary>Holds what clients were told against what is stored.</summary>
    public static Counts Of(IReadOnlyCollection<Post> posts, IReadOnlyCollection<StoredRow> rows, IReadOnlyCollection<Store> stores)
    {
        var bySent = rows.ToLookup(row => (row.Store, row.Sent));
        var fates = posts.ToDictionary(post => (post.Store.Name, post.ClientId), post => post.Fate);
        var acknowledged = posts.Where(post => post.Fate == Fate.Acknowledged).ToList();
        var perStore = rows.CountBy(row => row.Store).ToDictionary();
        return new Counts
        {
            Acknowledged = acknowledged.Count,
            Lost = acknowledged.Count(post => !bySent[(post.Store.Name, post.ClientId)].Any(row => row.Id == post.RowId)),
            Doubled = bySent.Sum(group => group.Count() - 1),
            OverLimit = stores.Where(store => store.Limit is not null).Sum(store => Math.Max(0, perStore.GetValueOrDefault(store.Name) - store.Limit!.Value)),
            Strange = bySent.Count(group => !fates.TryGetValue(group.Key, out var fate) || fate == Fate.Refused),
            GivenUp = posts.Count(post => post.Fate == Fate.GivenUp),
        };
    }
}
