using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Finds stores.</summary>
internal static class SpikeTargets
{
    private const string SelectShare =
        "SELECT h.owner, h.spike_count, h.deleted_at IS NOT NULL, h.created_by, h.webhook_url IS NOT NULL, " + AccountRecords.TierColumns
        + " FROM shares h "
        + "LEFT JOIN accounts a ON a.id = h.owner WHERE h.id = @id";

    private const string SelectProject =
        "SELECT p.owner, p.allowed_origins, " + AccountRecords.TierColumns + " FROM projects p "
        + "LEFT JOIN accounts a ON a.id = p.owner WHERE p.id = @id";

    /// <summary>Finds a store.</summary>
    public static SpikeTarget Find(SqliteSession session, StoreKey store) => store.Kind switch
    {
        StoreKind.Share => FindShare(session, store.Id) ?? SpikeTarget.Missing,
        StoreKind.Project => FindProject(session, store.Id) ?? SpikeTarget.Missing,
        StoreKind.Unregistered => FindUnregistered(session, store.Id),
    };

    private static SpikeTarget? FindProject(SqliteSession session, string projectId) => session.Single<SpikeTarget?>(
        SelectProject,
        row => SpikeTarget.Project(row.GetString(0), AccountRecords.ReadTier(row, 2), row.GetString(1)),
        ("@id", projectId));

    private static SpikeTarget FindUnregistered(SqliteSession session, string key)
    {
        if (Uuid.TryRead(key, out var shareId) && FindShare(session, shareId) is { } share)
            return share.State == TargetState.Open ? SpikeTarget.Moved : SpikeTarget.Missing;

        return StoreNames.IsTaken(session, key) ? SpikeTarget.Moved : SpikeTarget.Unowned;
    }

    private static SpikeTarget? FindShare(SqliteSession session, string shareId) => session.Single<SpikeTarget?>(
        SelectShare,
        row => row.GetBoolean(2)
            ? SpikeTarget.Missing
            : SpikeTarget.Share(
                row.GetString(0), AccountRecords.ReadTier(row, 5), row.GetInt64(1), row.IsDBNull(3) ? null : row.GetString(3), row.GetBoolean(4)),
        ("@id", shareId));
}
