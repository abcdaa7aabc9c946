using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Rows of projects, read, registered and counted.</summary>
internal static class ProjectRows
{
    // The spikes of a page are looked for after the page is cut out.
    private const string SelectPage =
        "SELECT " + ProjectRecords.SummaryColumns + " FROM (SELECT * FROM projects WHERE owner = @owner "
        + "ORDER BY created_at DESC, id DESC LIMIT @limit OFFSET @skip) AS p ORDER BY p.created_at DESC, p.id DESC";

    private const string SelectByKey =
        "SELECT " + ProjectRecords.SummaryColumns + " FROM projects AS p WHERE p.key = @key AND p.owner = @owner";

    private const string SelectById = "SELECT " + ProjectRecords.Columns + " FROM projects WHERE id = @id";

    private const string Insert =
        "INSERT INTO projects (id, key, owner, allowed_origins, spike_count, created_at) VALUES (@id, @key, @owner, @origins, @count, @at)";

    private const string TakeOver = "UPDATE spikes SET store = @store, owner = @owner, taken_over = 1 WHERE store = @old";

    /// <summary>One page of an owner's projects.</summary>
    public static ProjectList List(SqliteSession session, AccountId owner, long skip, int maxRows)
    {
        var total = session.Single("SELECT count(*) FROM projects WHERE owner = @owner", row => row.GetInt64(0), ("@owner", owner.Value));
        var projects = skip >= total
            ? []
            : session.List(
                SelectPage,
                ProjectRecords.ReadSummary,
                ("@owner", owner.Value),
                ("@limit", Math.Clamp(maxRows, 1, IProjectStore.MaxListed)),
                ("@skip", skip));
        return new ProjectList(projects, total);
    }

    /// <summary>An owner's project by its key.</summary>
    public static Outcome<ProjectSummary> Find(SqliteSession session, AccountId owner, string key)
    {
        var project = session.Single(SelectByKey, ProjectRecords.ReadSummary, ("@key", key), ("@owner", owner.Value));
        return project is null ? ProjectRecords.NotFound : project;
    }

    /// <summary>A project by its id, or null.</summary>
    public static ProjectRow? Find(SqliteSession session, string projectId) =>
        session.Single(SelectById, ProjectRecords.Read, ("@id", projectId));

    /// <summary>Registers a key and takes over what is stored under it.</summary>
    public static Outcome<ProjectRow> Register(SqliteSession session, ProjectRow row)
    {
        var project = row.Project;
        if (IsTaken(session, project.Key)) return ProjectRecords.Again(row, Find(session, project.Id));

        var store = StoreKey.Project(project.Id);
        StoreNames.Take(session, project.Key, store);
        var count = session.Execute(
            TakeOver,
            ("@store", store.ToString()),
            ("@owner", row.Owner.Value),
            ("@old", StoreKey.Unregistered(project.Key).ToString()));
        session.Execute(
            Insert,
            ("@id", project.Id),
            ("@key", project.Key),
            ("@owner", row.Owner.Value),
            ("@origins", ProjectRecords.Join(project.AllowedOrigins)),
            ("@count", count),
            ("@at", project.CreatedAt.ToUnixTimeMilliseconds()));
        return row;
    }

    /// <summary>Replaces the allowed origins.</summary>
    public static Outcome<ProjectRow> SetOrigins(SqliteSession session, string projectId, AccountId owner, IReadOnlyList<string> origins) =>
        ProjectRecords.Found(session.Single(
            "UPDATE projects SET allowed_origins = @origins WHERE id = @id AND owner = @owner RETURNING " + ProjectRecords.Columns,
            ProjectRecords.Read,
            ("@origins", ProjectRecords.Join(origins)),
            ("@id", projectId),
            ("@owner", owner.Value)));

    /// <summary>Changes a project's number of spikes, in the transaction that changes its rows.</summary>
    public static void AddSpikes(SqliteSession session, string projectId, int change) => session.Execute(
        "UPDATE projects SET spike_count = spike_count + @change WHERE id = @id", ("@change", change), ("@id", projectId));

    private static bool IsTaken(SqliteSession session, string key) =>
        ProjectRecords.Reserved.Contains(key) || StoreNames.IsTaken(session, key)
        || (Uuid.TryRead(key, out var shareId) && session.Exists("SELECT 1 FROM shares WHERE id = @id", ("@id", shareId)));
}
