using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Deleting a share at once and its rows in steps, each inside one transaction.</summary>
internal sealed class PostgresShareDeletes(TimeProvider timeProvider)
{
    private const string Hide = "UPDATE shares SET slug = NULL, title = NULL, password_hash = NULL, webhook_url = NULL, webhook_secret = NULL, "
        + "deleted_at = $2 WHERE id = $1";

    /// <summary>The most spikes of one step.</summary>
    public const int MaxRows = 1000;

    private static readonly PurgeProgress Complete = new(true);
    private static readonly PurgeProgress Unfinished = new(false);

    /// <summary>
    /// Hides a share and everything in it. Its row is locked first, as every submit does, then the account, then its name: who makes a
    /// share has the account when it asks for a name.
    /// </summary>
    public async Task<Outcome<ShareSummary>> DeleteAsync(NpgsqlConnection sql, AccountId owner, string shareId, CancellationToken token)
    {
        var share = await sql.SingleAsync(
            "SELECT " + ShareRecords.SummaryColumns + " FROM shares WHERE id = $1 AND owner = $2 AND deleted_at IS NULL FOR UPDATE",
            ShareRecords.ReadSummary,
            token,
            shareId,
            owner.Value);
        if (share is null) return ShareRecords.NotFound;

        await sql.ExecuteAsync(Hide, token, shareId, Instants.Now(timeProvider));
        await PostgresShareRows.AddSharesAsync(sql, owner, -1, token);
        await sql.ExecuteAsync("DELETE FROM names WHERE name = $1", token, share.Slug);
        await sql.ExecuteAsync(
            "INSERT INTO purges (store, share) VALUES ($1, $2)", token, StoreKey.Share(shareId).ToString(), shareId);
        return share;
    }

    /// <summary>Removes the next rows of a deleted share. One at a time: the row of the purge is locked.</summary>
    public static async Task<Outcome<PurgeProgress>> PurgeAsync(NpgsqlConnection sql, string shareId, CancellationToken token)
    {
        var store = StoreKey.Share(shareId).ToString();
        if (await sql.SingleAsync("SELECT store FROM purges WHERE store = $1 FOR UPDATE", row => row.GetString(0), token, store) is null)
            return Complete;

        var removed = await sql.ExecuteAsync(
            "DELETE FROM spikes WHERE id IN (SELECT id FROM spikes WHERE store = $1 LIMIT $2)", token, store, MaxRows);
        await sql.ExecuteAsync("UPDATE shares SET spike_count = spike_count - $2 WHERE id = $1", token, shareId, (long)removed);
        removed = Math.Max(removed, await sql.ExecuteAsync(PostgresWebhookOutbox.RemoveSome, token, shareId, MaxRows));
        if (removed == MaxRows) return Unfinished;

        var contents = await sql.ListAsync(
            "DELETE FROM share_files WHERE share = $1 RETURNING content", row => row.GetInt64(0), token, shareId);
        await PostgresShareContents.DropUnusedAsync(sql, [.. contents.Distinct()], token);
        await sql.ExecuteAsync("DELETE FROM purges WHERE store = $1", token, store);
        return Complete;
    }
}
