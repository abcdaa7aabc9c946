using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Rows of projects, read and registered.</summary>
internal static class PostgresProjectRows
{
    /// <summary>One page of an owner's projects; the spikes of a page are looked for after it is cut out.</summary>
    public const string SelectPage =
        "SELECT " + ProjectRecords.SummaryColumns + " FROM (SELECT * FROM projects WHERE owner = $1 "
        + "ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3) AS p ORDER BY p.created_at DESC, p.id DESC";

    /// <summary>An owner's project by its key.</summary>
    public const string SelectByKey = "SELECT " + ProjectRecords.SummaryColumns + " FROM projects AS p WHERE p.key = $1 AND p.owner = $2";

    private const string SelectById = "SELECT " + ProjectRecords.Columns + " FROM projects WHERE id = $1";

    private const string Insert =
        "INSERT INTO projects (id, key, owner, allowed_origins, spike_count, created_at, last_received_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";

    /// <summary>
    /// Moves a part of the rows, part by part in one transaction: a statement over all rows could take longer than a server may keep silent.
    /// </summary>
    public const string TakeOver =
        "WITH part AS (SELECT id, received_at FROM spikes WHERE store = $3 AND (received_at, id) > ($4, $5) ORDER BY received_at, id LIMIT $6), "
        + "moved AS (UPDATE spikes AS s SET store = $1, owner = $2, taken_over = true FROM part WHERE s.id = part.id AND s.store = $3 RETURNING s.received_at) "
        + "SELECT (SELECT count(*) FROM part), (SELECT count(*) FROM moved), (SELECT max(received_at) FROM moved), received_at, id FROM part "
        + "ORDER BY received_at DESC, id DESC LIMIT 1";

    /// <summary>Each row of a part is found by its id: the planner would rather scan all spikes once a part.</summary>
    public const string PlanByIndex = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

    private const int MaxPart = 10_000;

    /// <summary>One page of an owner's projects.</summary>
    public static async Task<ProjectList> ListAsync(NpgsqlConnection sql, AccountId owner, long skip, int maxRows, CancellationToken token)
    {
        var total = await sql.NumberAsync("SELECT count(*) FROM projects WHERE owner = $1", token, owner.Value) ?? 0;
        var limit = Math.Clamp(maxRows, 1, IProjectStore.MaxListed);
        var projects = skip >= total ? [] : await sql.ListAsync(SelectPage, ProjectRecords.ReadSummary, token, owner.Value, limit, skip);
        return new ProjectList(projects, total);
    }

    /// <summary>An owner's project by its key.</summary>
    public static async Task<Outcome<ProjectSummary>> FindAsync(NpgsqlConnection sql, AccountId owner, string key, CancellationToken token)
    {
        var project = await sql.SingleAsync(SelectByKey, ProjectRecords.ReadSummary, token, key, owner.Value);
        return project is null ? ProjectRecords.NotFound : project;
    }

    /// <summary>A project by its id, or null.</summary>
    public static Task<ProjectRow?> FindAsync(NpgsqlConnection sql, string projectId, CancellationToken token) =>
        sql.SingleAsync(SelectById, ProjectRecords.Read, token, projectId);

    /// <summary>
    /// Registers a key and takes over what is stored under it: most of it beside those who post, then, under the lock of that store, what
    /// came meanwhile. A spike on its way there is committed before and taken over, or meets the new name.
    /// </summary>
    /// <param name="sql">In a transaction.</param>
    /// <param name="row">The project.</param>
    /// <param name="answered">Called whenever the server has answered: with many spikes it takes long.</param>
    public static async Task<Outcome<ProjectRow>> RegisterAsync(NpgsqlConnection sql, ProjectRow row, Action answered, CancellationToken token)
    {
        var project = row.Project;
        if (await IsTakenAsync(sql, project.Key, token)) return ProjectRecords.Again(row, await FindAsync(sql, project.Id, token));

        var old = StoreKey.Unregistered(project.Key).ToString();
        await sql.ExecuteAsync(PlanByIndex, token);
        var most = await TakeOverAsync(sql, row, old, Taken.Nothing, answered, token);
        await PostgresNames.LockAsync(sql, project.Key, token);
        if (!await PostgresNames.TryTakeAsync(sql, project.Key, StoreKey.Project(project.Id), token))
            return ProjectRecords.Again(row, await FindAsync(sql, project.Id, token));

        // Receive times of a store never go back, so what came meanwhile is not older than the newest row of before.
        var rest = await TakeOverAsync(sql, row, old, most, answered, token);
        await sql.ExecuteAsync(
            Insert,
            token,
            project.Id,
            project.Key,
            row.Owner.Value,
            ProjectRecords.Join(project.AllowedOrigins),
            rest.Count,
            project.CreatedAt.ToUnixTimeMilliseconds(),
            Math.Max(rest.Newest, 0));
        return row;
    }

    /// <summary>Takes over part by part until one is not full: who posts meanwhile does not keep it going.</summary>
    private static async Task<Taken> TakeOverAsync(
        NpgsqlConnection sql, ProjectRow row, string old, Taken before, Action answered, CancellationToken token)
    {
        var store = StoreKey.Project(row.Project.Id).ToString();
        var (taken, place) = (before, (At: before.Newest, Id: ""));
        for (var size = MaxPart; size == MaxPart;)
        {
            var part = await sql.SingleAsync(TakeOver, Part.Read, token, store, row.Owner.Value, old, place.At, place.Id, MaxPart);
            answered();
            if (part is null) break;

            taken = new Taken(taken.Count + part.Moved, Math.Max(taken.Newest, part.Newest));
            (place, size) = ((part.LastAt, part.LastId), part.Size);
        }

        return taken;
    }

    private static async Task<bool> IsTakenAsync(NpgsqlConnection sql, string key, CancellationToken token)
    {
        if (ProjectRecords.Reserved.Contains(key)) return true;
        if (Uuid.TryRead(key, out var shareId)
            && await sql.NumberAsync("SELECT 1::bigint FROM shares WHERE id = $1", token, shareId) is not null) return true;

        return await sql.NumberAsync("SELECT 1::bigint FROM names WHERE name = $1", token, key) is not null;
    }

    /// <summary>How many spikes were taken over, and when the newest of them was received; -1 without any.</summary>
    private sealed record Taken(long Count, long Newest)
    {
        public static readonly Taken Nothing = new(0, -1);
    }

    /// <summary>A part: how many rows it looked at and moved, the newest that it moved, and its last place.</summary>
    private sealed record Part(int Size, long Moved, long Newest, long LastAt, string LastId)
    {
        public static Part Read(NpgsqlDataReader row) => new(
            (int)row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? -1 : row.GetInt64(2), row.GetInt64(3), row.GetString(4));
    }
}
