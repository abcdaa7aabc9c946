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

    private const string Rows = "SELECT " + SpikeRows.Select;
    private const string Places = "SELECT s.received_at, s.id";

    // Every branch walks its own index in this order; SQLite merges the two branches without sorting.
    private const string RowOrder = " ORDER BY 3 DESC, 1 DESC LIMIT @limit";
    private const string PlaceOrder = " ORDER BY 1 DESC, 2 DESC LIMIT 1 OFFSET @skip";

    private const string One = "SELECT 1 AS one";

    /// <summary>The most rows of one stretch.</summary>
    public const int MaxRows = 1000;

    /// <summary>The most rows that one stretch looks at for those that pass the filters.</summary>
    public const int MaxExamined = 5000;

    /// <summary>Reads one stretch.</summary>
    public static ReadEnd Read(SqliteSession session, SpikeQuery query, Func<SpikeRow, bool> take)
    {
        var until = query.Filter == SpikeFilter.None ? null : FindBound(session, query);
        var arguments = new List<(string Name, object? Value)>();
        var sql = Sql(query, until, arguments);
        session.Each(sql, row => take(SpikeRows.Read(row, query.Caller, query.IsExport)), CollectionsMarshal.AsSpan(arguments));
        return new ReadEnd(until);
    }

    /// <summary>The statement of a query and its parameters.</summary>
    public static string Sql(SpikeQuery query, SpikeCursor? until, List<(string Name, object? Value)> arguments)
    {
        arguments.Add(("@limit", Math.Clamp(query.MaxRows, 1, MaxRows) + 1));
        return Sql(Rows, query, until, arguments) + RowOrder;
    }

    /// <summary>Counts the rows of the part that one call looks at, and finds one of them.</summary>
    public static SpikeCount Count(SqliteSession session, SpikeQuery query, long place)
    {
        var until = FindBound(session, query);
        var matching = query.Filter == SpikeFilter.None && until is not null ? MaxExamined : Count(session, query, until);
        var at = place >= 1 && place <= matching ? FindPlace(session, query, until, place) : null;
        return new SpikeCount(matching, at, until);
    }

    private static long Count(SqliteSession session, SpikeQuery query, SpikeCursor? until)
    {
        var arguments = new List<(string Name, object? Value)>();
        var sql = "SELECT count(*) FROM (" + Sql(One, query, until, arguments) + ")";
        return session.Single(sql, row => row.GetInt64(0), CollectionsMarshal.AsSpan(arguments));
    }

    // The row that ends the part a stretch looks at, from the index alone; null when the list ends before it.
    private static SpikeCursor? FindBound(SqliteSession session, SpikeQuery query) =>
        FindPlace(session, query with { Filter = SpikeFilter.None }, null, MaxExamined);

    private static SpikeCursor? FindPlace(SqliteSession session, SpikeQuery query, SpikeCursor? until, long place)
    {
        var arguments = new List<(string Name, object? Value)> { ("@skip", place - 1) };
        var sql = Sql(Places, query, until, arguments) + PlaceOrder;
        return session.Single<SpikeCursor?>(
            sql, row => new SpikeCursor(row.GetInt64(0), row.GetString(1)), CollectionsMarshal.AsSpan(arguments));
    }

    private static string Sql(string select, SpikeQuery query, SpikeCursor? until, List<(string Name, object? Value)> arguments)
    {
        var from = select + " FROM spikes AS s WHERE ";
        var account = query.Caller.Account?.Value;
        if (query.Store is { } store) arguments.Add(("@store", store.ToString()));
        else if (!query.IsExport && !query.Caller.IsAdmin) arguments.Add(("@account", account));

        var filters = Filters(query, until, arguments);
        if (query.Store is not null) return from + "s.store = @store" + filters;
        if (query.IsExport || query.Caller.IsAdmin) return from + "1" + filters;

        return from + "s.owner = @account" + filters + " UNION ALL " + from + "s.submitter = @account AND s.owner IS NOT @account" + filters;
    }

    private static string Filters(SpikeQuery query, SpikeCursor? until, List<(string Name, object? Value)> arguments)
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

        if (until is { } end)
        {
            sql.Append(" AND (s.received_at, s.id) >= (@untilAt, @until)");
            arguments.Add(("@untilAt", end.ReceivedAt));
            arguments.Add(("@until", end.Id));
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
