using Npgsql;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// The statements that read stretches of a list, put together from constants; every value is a parameter. The inner query has an order
/// and a limit, which keeps the planner from anything but a walk along the index of that order: with the filters inside it might
/// collect and sort all rows of a store to find a few.
/// </summary>
internal sealed class PageStatement
{
    /// <summary>
    /// Leaves out what belongs to a deleted share; the row is <c>s</c>. Written as IS NOT NULL because the planner takes that to be true
    /// of nearly every row; of IS NULL it believes that next to none passes, and then it sorts.
    /// </summary>
    public const string NotPurging = "CASE WHEN (SELECT p.store FROM purges p WHERE p.store = s.store) IS NULL THEN 1 END IS NOT NULL";

    /// <summary>The most rows of one stretch.</summary>
    public const int MaxRows = 1000;

    /// <summary>The most rows that one stretch looks at for those that pass the filters.</summary>
    public const int MaxExamined = 5000;

    // The index of all rows is on this expression.
    private const string AllTime = "(s.received_at + 0)";

    private const string Places = "s.received_at, s.id";

    private const string Filtered = Places + ", s.page, s.reviewer_id, s.rating, s.resolved_at";

    private readonly NpgsqlCommand _command;
    private readonly SpikeQuery _query;
    private readonly SpikeCursor? _until;
    private readonly bool _isAll;

    private PageStatement(NpgsqlCommand command, SpikeQuery query, SpikeCursor? until)
    {
        _command = command;
        _query = query;
        _until = until;
        _isAll = query.Store is null && (query.IsExport || query.Caller.IsAdmin);
    }

    private string Time => _isAll ? AllTime : "s.received_at";

    private string NewestFirst => $" ORDER BY {Time} DESC, s.id DESC LIMIT ";

    /// <summary>Reads the rows of a stretch.</summary>
    /// <param name="query">The stretch.</param>
    /// <param name="until">The last row to look at, or null.</param>
    public static NpgsqlCommand Rows(SpikeQuery query, SpikeCursor? until)
    {
        var command = new NpgsqlCommand();
        var statement = new PageStatement(command, query, until);
        var limit = Math.Clamp(query.MaxRows, 1, MaxRows) + 1;
        if (query.Filter == SpikeFilter.None)
        {
            command.CommandText = statement.Examined(SpikeRows.Select, statement.Add(limit));
            return command;
        }

        var examined = statement.Examined(SpikeRows.Select, statement.Add(MaxExamined));
        var newestFirst = $" ORDER BY s.{(statement._isAll ? "place" : "received_at")} DESC, s.id DESC LIMIT ";
        command.CommandText = $"SELECT s.* FROM ({examined}) AS s WHERE {statement.Filters()}{newestFirst}{statement.Add(limit)}";
        return command;
    }

    /// <summary>Finds the row that ends the part a stretch looks at, from the index alone; no row when the list ends before it.</summary>
    public static NpgsqlCommand Bound(SpikeQuery query)
    {
        var command = new NpgsqlCommand();
        var statement = new PageStatement(command, query, null);
        var examined = statement.Examined(Places, statement.Add(MaxExamined));
        command.CommandText = $"SELECT s.* FROM ({examined}) AS s OFFSET {statement.Add(MaxExamined - 1)}";
        return command;
    }

    /// <summary>Counts the rows that pass the filters among those that a stretch looks at.</summary>
    public static NpgsqlCommand Count(SpikeQuery query, SpikeCursor? until)
    {
        var command = new NpgsqlCommand();
        var statement = new PageStatement(command, query, until);
        command.CommandText = "SELECT count(*) FROM " + statement.Matching();
        return command;
    }

    /// <summary>Finds the row at a place among them, where 1 is the first.</summary>
    public static NpgsqlCommand Place(SpikeQuery query, SpikeCursor? until, long place)
    {
        var command = new NpgsqlCommand();
        var statement = new PageStatement(command, query, until);
        var matching = statement.Matching();
        command.CommandText =
            $"SELECT s.received_at, s.id FROM {matching} ORDER BY s.received_at DESC, s.id DESC OFFSET {statement.Add(place - 1)} LIMIT 1";
        return command;
    }

    private string Matching()
    {
        var columns = _query.Filter == SpikeFilter.None ? Places : Filtered;
        var filters = Filters();
        var examined = $"({Examined(columns, Add(MaxExamined))}) AS s";
        return filters.Length == 0 ? examined : examined + " WHERE " + filters;
    }

    private string Examined(string columns, string limit)
    {
        var from = $"SELECT {columns} FROM spikes AS s WHERE ";
        if (_query.Store is { } store)
        {
            var key = Add(store.ToString());
            return $"{from}s.store = {key}{Range(IsKept(key))}{NewestFirst}{limit}";
        }

        var range = Range(NotPurging);
        if (_isAll) return $"SELECT {columns}, {AllTime} AS place FROM spikes AS s WHERE true" + range + NewestFirst + limit;

        var account = Add(_query.Caller.Account?.Value ?? "");
        var owned = from + "s.owner = " + account + range + NewestFirst + limit;
        var submitted = from + $"s.submitter = {account} AND s.owner IS DISTINCT FROM {account}" + range + NewestFirst + limit;
        return $"SELECT s.* FROM (({owned}) UNION ALL ({submitted})) AS s" + NewestFirst + limit;
    }

    /// <summary>As <see cref="NotPurging"/>, of a whole store: asked once, not for each row.</summary>
    private static string IsKept(string store) => $"(SELECT p.store FROM purges p WHERE p.store = {store}) IS NULL";

    private string Range(string notPurging)
    {
        var sql = _query.IsExport ? "" : " AND " + notPurging;
        if (_query.After is { } after) sql += $" AND ({Time}, s.id) < ({Add(after.ReceivedAt)}, {Add(after.Id)})";
        if (_until is { } until) sql += $" AND ({Time}, s.id) >= ({Add(until.ReceivedAt)}, {Add(until.Id)})";
        return sql;
    }

    private string Filters()
    {
        var filters = new List<string>();
        if (_query.Filter.Page is { } page) filters.Add("s.page = " + Add(page));
        if (_query.Filter.ReviewerId is { } reviewer) filters.Add("s.reviewer_id = " + Add(reviewer));
        if (_query.Filter.Rating is { } rating) filters.Add("s.rating = " + Add(rating));
        if (_query.Filter.Resolved is { } resolved) filters.Add(resolved ? "s.resolved_at IS NOT NULL" : "s.resolved_at IS NULL");
        return string.Join(" AND ", filters);
    }

    private string Add<T>(T value)
    {
        _command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return "$" + _command.Parameters.Count;
    }
}
