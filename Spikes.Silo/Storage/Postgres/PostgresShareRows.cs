using Npgsql;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Rows of shares, names and accounts, read and counted.</summary>
internal static class PostgresShareRows
{
    private const int MaxRows = 1000;

    private const string Select =
        "SELECT " + ShareRecords.SummaryColumns + " FROM shares WHERE owner = $1 AND deleted_at IS NULL";

    // Ids begin with the milliseconds of created_at: their order is the order of creation, and it has no equals.
    private const string Order = " ORDER BY id DESC LIMIT $2";

    private const string SelectOwner = "SELECT " + AccountRecords.TierColumns + ", a.share_count FROM accounts a WHERE a.id = $1";

    /// <summary>What a name means now.</summary>
    public static async Task<ResolvedName> ResolveAsync(NpgsqlConnection sql, string name, CancellationToken token)
    {
        if (Uuid.TryRead(name, out var shareId))
        {
            var share = await sql.SingleAsync(
                "SELECT deleted_at IS NOT NULL FROM shares WHERE id = $1",
                row => new ResolvedName(StoreKey.Share(shareId), row.GetBoolean(0)),
                token,
                shareId);
            if (share is not null) return share;
        }

        return await sql.SingleAsync(
            "SELECT store FROM names WHERE name = $1",
            row => new ResolvedName(StoreKey.Parse(row.GetString(0)), false),
            token,
            StoreName.Comparable(name))
            ?? new ResolvedName(StoreKey.Unregistered(name), false);
    }

    /// <summary>One stretch of an owner's shares.</summary>
    public static async Task<ShareList> ListAsync(NpgsqlConnection sql, AccountId owner, string? after, int maxRows, CancellationToken token)
    {
        var limit = Math.Clamp(maxRows, 1, MaxRows);
        var shares = after is null
            ? await sql.ListAsync(Select + Order, ShareRecords.ReadSummary, token, owner.Value, limit + 1)
            : await sql.ListAsync(Select + " AND id < $3" + Order, ShareRecords.ReadSummary, token, owner.Value, limit + 1, after);
        if (shares.Count <= limit) return new ShareList(shares, null);

        shares.RemoveAt(limit);
        return new ShareList(shares, shares[^1].Id);
    }

    /// <summary>An owner's share by id or slug.</summary>
    public static async Task<Outcome<ShareSummary>> FindAsync(NpgsqlConnection sql, AccountId owner, string idOrSlug, CancellationToken token)
    {
        var share = Uuid.TryRead(idOrSlug, out var id)
            ? await sql.SingleAsync(Select + " AND id = $2", ShareRecords.ReadSummary, token, owner.Value, id)
            : await sql.SingleAsync(Select + " AND slug = $2", ShareRecords.ReadSummary, token, owner.Value, idOrSlug);
        return share is null ? ShareRecords.NotFound : share;
    }

    /// <summary>What an account may have and has; one without a row is free and has nothing.</summary>
    public static async Task<ShareOwner> FindOwnerAsync(NpgsqlConnection sql, AccountId owner, CancellationToken token) =>
        await sql.SingleAsync(SelectOwner, ReadOwner, token, owner.Value) ?? new ShareOwner(AccountTier.Free, 0);

    /// <summary>
    /// The same under a lock, for which it makes the account's row when it has none: of several uploads of one owner the next looks only
    /// after the last has committed, and a downgrade comes before the share or after it.
    /// </summary>
    public static async Task<ShareOwner> LockOwnerAsync(NpgsqlConnection sql, AccountId owner, CancellationToken token)
    {
        await sql.ExecuteAsync("INSERT INTO accounts (id) VALUES ($1) ON CONFLICT DO NOTHING", token, owner.Value);
        return (await sql.SingleAsync(SelectOwner + " FOR UPDATE", ReadOwner, token, owner.Value))!;
    }

    /// <summary>Changes an account's number of shares.</summary>
    public static Task AddSharesAsync(NpgsqlConnection sql, AccountId owner, long change, CancellationToken token) => sql.ExecuteAsync(
        "UPDATE accounts SET share_count = share_count + $2 WHERE id = $1", token, owner.Value, change);

    /// <summary>
    /// Gives everything that one account owns to another; what is above its limit stays. The shares are locked before the account and in
    /// the order of the committer, as in <see cref="PostgresTiers"/>. Under the lock of the account no share is made, so those that were made
    /// since the others were locked are moved too.
    /// </summary>
    public static async Task MoveAsync(NpgsqlConnection sql, string from, string to, CancellationToken token)
    {
        await sql.ListAsync("SELECT id FROM shares WHERE owner = $1 ORDER BY id FOR UPDATE", row => row.GetString(0), token, from);
        await sql.NumberAsync("SELECT share_count FROM accounts WHERE id = $1 FOR UPDATE", token, from);
        await sql.ExecuteLongAsync("UPDATE shares SET owner = $2 WHERE owner = $1", token, from, to);
        await sql.ExecuteAsync(
            "INSERT INTO accounts (id, share_count) SELECT $2, share_count FROM accounts WHERE id = $1 "
            + "ON CONFLICT (id) DO UPDATE SET share_count = accounts.share_count + excluded.share_count",
            token,
            from,
            to);
        await sql.ExecuteAsync("UPDATE accounts SET share_count = 0 WHERE id = $1", token, from);
    }

    private static ShareOwner ReadOwner(NpgsqlDataReader row) => new(AccountRecords.ReadTier(row, 0), row.GetInt64(2));
}

/// <summary>An account that is to own one more share.</summary>
internal sealed record ShareOwner(AccountTier Plan, long Shares)
{
    /// <summary>Why it may not have the share, or null when it may.</summary>
    public Refusal? Refuse(CreateShare command, int? maxShares, DateTimeOffset now)
    {
        if (Plan.At(now) != Tier.Free) return null;
        if (ShareRecords.IsPaid(command)) return Refusal.PaidFeature;
        return Shares >= maxShares ? ShareRecords.Limit : null;
    }
}
