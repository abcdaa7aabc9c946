using System.Runtime.InteropServices;
using System.Text;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>
/// The statements that read stretches of a list. They are put together from constants - a few hundred texts in all - and every value
/// is a parameter.
/// </summary>
internal static class SpikePages
{
    /// <summary>Leaves out what belongs to a deleted share; the row is <c>s</c>.</summary>
    public const string NotPurging = "NOT EXISTS (SELECT 1 FROM purges p WHERE p.store = s.store)";

    private const string From = "SELECT " + SpikeColumns.Select + " FROM spikes AS s WHERE ";

    // Every branch walks its own index in this order; SQLite merges the two branches without sorting.
    private const string Order = " ORDER BY 3 DESC, 1 DESC LIMIT @limit";

    /// <summary>The most rows of one stretch.</summary>
    public const int MaxRows = 1000;

    /// <summary>Reads one stretch.</summary>
    public static void Read(SqliteSession session, SpikeQuery query, Func<SpikeRow, bool> take)
    {
        var arguments = new List<(string Name, object? Value)>();
        var sql = Sql(query, arguments);
        session.Each(sql, row => take(SpikeColumns.Read(row, query.Caller, query.IsExport)), CollectionsMarshal.AsSpan(arguments));
    }

    /// <summary>The statement of a query and its parameters.</summary>
    public static string Sql(SpikeQuery query, List<(string Name, object? Value)> arguments)
    {
        var account = query.Caller.Account?.Value;
        if (query.Store is { } store) arguments.Add(("@store", store.ToString()));
        else if (!query.IsExport && !query.Caller.IsAdmin) arguments.Add(("@account", account));

        var filters = Filters(query, arguments);
        arguments.Add(("@limit", Math.Clamp(query.MaxRows, 1, MaxRows) + 1));
        if (query.Store is not null) return From + "s.store = @store" + filters + Order;
        if (query.IsExport || query.Caller.IsAdmin) return From + "1" + filters + Order;

        return From + "s.owner = @account" + filters + " UNION ALL "
            + From + "s.submitter = @account AND s.owner IS NOT @account" + filters + Order;
    }

    private static string Filters(SpikeQuery query, List<(string Name, object? Value)> arguments)
    {
        var sql = new StringBuilder();
        if (!query.IsExport) sql.Append(" AND " + NotPurging);
        Equal("s.page", "@page", query.Filter.Page);
        Equal("s.reviewer_id", "@reviewer", query.Filter.ReviewerId);
        Equal("s.rating", "@rating", query.Filter.Rating);
        if (query.Filter.Resolved is { } resolved) sql.Append(resolved ? " AND s.resolved_at IS NOT NULL" : " AND s.resolved_at IS NULL");
        if (query.After is { } after)
        {
            sql.Append(" AND (s.received_at, s.id) < (@at, @after)");
            arguments.Add(("@at", after.ReceivedAt));
            arguments.Add(("@after", after.Id));
        }

        return sql.ToString();

        void Equal(string column, string parameter, string? value)
        {
            if (value is null) return;
            sql.Append(" AND ").Append(column).Append(" = ").Append(parameter);
            arguments.Add((parameter, value));
        }
    }
}
