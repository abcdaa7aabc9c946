using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Rows of shares and accounts, read and counted.</summary>
internal static class ShareRows
{
    private const int MaxRows = 1000;

    private const string Select =
        "SELECT " + ShareRecords.SummaryColumns + " FROM shares WHERE owner = @owner AND deleted_at IS NULL";

    // Ids begin with the milliseconds of created_at: their order is the order of creation, and it has no equals.
    private const string SelectFirst = Select + " ORDER BY id DESC LIMIT @limit";

    private const string SelectNext = Select + " AND id < @after ORDER BY id DESC LIMIT @limit";

    /// <summary>One stretch of an owner's shares.</summary>
    public static ShareList List(SqliteSession session, AccountId owner, string? after, int maxRows)
    {
        var limit = Math.Clamp(maxRows, 1, MaxRows);
        var shares = after is null
            ? session.List(SelectFirst, ShareRecords.ReadSummary, ("@owner", owner.Value), ("@limit", limit + 1))
            : session.List(SelectNext, ShareRecords.ReadSummary, ("@owner", owner.Value), ("@after", after), ("@limit", limit + 1));
        if (shares.Count <= limit) return new ShareList(shares, null);

        shares.RemoveAt(limit);
        return new ShareList(shares, shares[^1].Id);
    }

    /// <summary>An owner's share by id or slug.</summary>
    public static Outcome<ShareSummary> Find(SqliteSession session, AccountId owner, string idOrSlug)
    {
        var share = Uuid.TryRead(idOrSlug, out var id)
            ? session.Single(Select + " AND id = @id", ShareRecords.ReadSummary, ("@owner", owner.Value), ("@id", id))
            : session.Single(Select + " AND slug = @slug", ShareRecords.ReadSummary, ("@owner", owner.Value), ("@slug", idOrSlug));
        return share is null ? ShareRecords.NotFound : share;
    }

    /// <summary>Whether a free account has all the shares it may have; makes the account's row when it has none.</summary>
    public static bool IsFull(SqliteSession session, AccountId owner, int? maxShares, DateTimeOffset now)
    {
        session.Execute("INSERT INTO accounts (id) VALUES (@owner) ON CONFLICT DO NOTHING", ("@owner", owner.Value));
        return session.Single(
            "SELECT " + AccountRecords.TierColumns + ", a.share_count FROM accounts a WHERE a.id = @owner",
            row => AccountRecords.ReadTier(row, 0).At(now) == Tier.Free && row.GetInt64(2) >= maxShares,
            ("@owner", owner.Value));
    }

    /// <summary>Whether an account may have nothing that is paid for; one without a row may not.</summary>
    public static bool IsFree(SqliteSession session, AccountId owner, DateTimeOffset now) => session.Single(
        "SELECT " + AccountRecords.TierColumns + " FROM accounts a WHERE a.id = @owner",
        row => AccountRecords.ReadTier(row, 0),
        ("@owner", owner.Value)).At(now) == Tier.Free;

    /// <summary>Changes an account's number of shares.</summary>
    public static void AddShares(SqliteSession session, AccountId owner, int change) => session.Execute(
        "UPDATE accounts SET share_count = share_count + @change WHERE id = @owner", ("@change", change), ("@owner", owner.Value));

    /// <summary>Gives everything that one account owns to another; what is above its limit stays.</summary>
    public static void Move(SqliteSession session, string from, string to)
    {
        session.Execute("UPDATE shares SET owner = @to WHERE owner = @from", ("@to", to), ("@from", from));
        session.Execute(
            "INSERT INTO accounts (id, share_count) SELECT @to, share_count FROM accounts WHERE id = @from "
            + "ON CONFLICT (id) DO UPDATE SET share_count = accounts.share_count + excluded.share_count",
            ("@to", to),
            ("@from", from));
        session.Execute("UPDATE accounts SET share_count = 0 WHERE id = @from", ("@from", from));
    }

    /// <summary>Changes a share's number of spikes, in the transaction that changes its rows.</summary>
    public static void AddSpikes(SqliteSession session, string shareId, int change) => session.Execute(
        "UPDATE shares SET spike_count = spike_count + @change WHERE id = @id", ("@change", change), ("@id", shareId));
}
