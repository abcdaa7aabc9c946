using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>What may be written to a store.</summary>
internal enum TargetState
{
    /// <summary>It takes spikes.</summary>
    Open,

    /// <summary>There is no such store.</summary>
    Missing,

    /// <summary>The name means another store now.</summary>
    Moved,
}

/// <summary>A store as the transaction of a submit finds it.</summary>
/// <param name="State">Whether it takes spikes.</param>
/// <param name="Owner">The account that owns it, or null.</param>
/// <param name="Tier">The owner's tier.</param>
/// <param name="SpikeCount">The rows of a share; 0 for stores without a count.</param>
internal readonly record struct SpikeTarget(TargetState State, string? Owner, Tier Tier, long SpikeCount)
{
    private const string SelectShare =
        "SELECT h.owner, h.spike_count, coalesce(a.tier, 0), h.deleted_at IS NOT NULL FROM shares h "
        + "LEFT JOIN accounts a ON a.id = h.owner WHERE h.id = @id";

    private static readonly SpikeTarget Missing = new(TargetState.Missing, null, Tier.Free, 0);

    private static readonly SpikeTarget Moved = new(TargetState.Moved, null, Tier.Free, 0);

    /// <summary>Finds a store.</summary>
    public static SpikeTarget Find(SqliteSession session, StoreKey store) => store.Kind switch
    {
        StoreKind.Share => FindShare(session, store.Id) ?? Missing,
        StoreKind.Project => Missing,
        StoreKind.Unregistered => FindUnregistered(session, store.Id),
    };

    private static SpikeTarget FindUnregistered(SqliteSession session, string key)
    {
        if (StoreNames.TryUuid(key, out var shareId) && FindShare(session, shareId) is { } share)
            return share.State == TargetState.Open ? Moved : Missing;

        return StoreNames.IsTaken(session, key) ? Moved : new SpikeTarget(TargetState.Open, null, Tier.Free, 0);
    }

    private static SpikeTarget? FindShare(SqliteSession session, string shareId) => session.Single<SpikeTarget?>(
        SelectShare,
        row => row.GetBoolean(3)
            ? Missing
            : new SpikeTarget(TargetState.Open, row.GetString(0), (Tier)row.GetInt32(2), row.GetInt64(1)),
        ("@id", shareId));
}
