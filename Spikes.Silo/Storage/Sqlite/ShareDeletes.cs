using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Deleting a share at once and its rows in steps, inside the writer's transactions.</summary>
internal sealed class ShareDeletes(TimeProvider timeProvider)
{
    /// <summary>The most spikes of one step.</summary>
    public const int MaxRows = 1000;

    private static readonly PurgeProgress Complete = new(true);
    private static readonly PurgeProgress Unfinished = new(false);

    /// <summary>Hides a share and everything in it.</summary>
    public Outcome<ShareSummary> Delete(SqliteSession session, AccountId owner, string shareId)
    {
        if (!Uuid.TryRead(shareId, out var id)) return ShareRecords.NotFound;

        var found = ShareRows.Find(session, owner, id);
        if (!found.IsSuccess(out var share, out _)) return found;

        session.Execute(
            "UPDATE shares SET slug = NULL, title = NULL, password_hash = NULL, webhook_url = NULL, webhook_secret = NULL, deleted_at = @now "
            + "WHERE id = @id",
            ("@now", Instants.Now(timeProvider)),
            ("@id", id));
        StoreNames.Free(session, share.Slug);
        ShareRows.AddShares(session, owner, -1);
        session.Execute(
            "INSERT INTO purges (store, share) VALUES (@store, @share)", ("@store", StoreKey.Share(id).ToString()), ("@share", id));
        return share;
    }

    /// <summary>Removes the next rows of a deleted share.</summary>
    public static Outcome<PurgeProgress> Purge(SqliteSession session, string shareId)
    {
        var store = StoreKey.Share(shareId).ToString();
        if (!session.Exists("SELECT 1 FROM purges WHERE store = @store", ("@store", store))) return Complete;

        var removed = session.Execute(
            "DELETE FROM spikes WHERE seq IN (SELECT seq FROM spikes WHERE store = @store LIMIT @limit)",
            ("@store", store),
            ("@limit", MaxRows));
        ShareRows.AddSpikes(session, shareId, -removed);
        removed = Math.Max(removed, session.Execute(SqliteWebhookOutbox.RemoveSome, ("@share", shareId), ("@limit", MaxRows)));
        if (removed == MaxRows) return Unfinished;

        var contents = session.List(
            "DELETE FROM share_files WHERE share = @share RETURNING content", row => row.GetInt64(0), ("@share", shareId));
        foreach (var content in contents.Distinct()) ShareContents.DropUnused(session, content);
        session.Execute("DELETE FROM purges WHERE store = @store", ("@store", store));
        return Complete;
    }
}
