using System.Collections.Frozen;
using System.Data.Common;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage;

/// <summary>What is the same about projects in every database: refusals, and how rows become values.</summary>
internal static class ProjectRecords
{
    /// <summary>The columns that <see cref="Read"/> expects.</summary>
    public const string Columns = "id, key, allowed_origins, created_at, owner";

    /// <summary>The columns that <see cref="ReadSummary"/> expects, of a project <c>p</c>; the newest spike is found by its index.</summary>
    public const string SummaryColumns =
        "p.id, p.key, p.allowed_origins, p.created_at, p.spike_count, (SELECT s.received_at FROM spikes s WHERE s.store = 'project/' || p.id "
        + "ORDER BY s.received_at DESC, s.id DESC LIMIT 1)";

    /// <summary>The refusal of unknown and foreign projects.</summary>
    public static readonly Refusal NotFound = new(ErrorCode.ProjectNotFound, "Project not found");

    /// <summary>The refusal of names that are taken.</summary>
    public static readonly Refusal Exists = new(ErrorCode.ProjectExists, "This project key is taken");

    /// <summary>Names that people use without registration, each for a project of their own (contract section 4.3).</summary>
    public static readonly FrozenSet<string> Reserved = FrozenSet.Create(StringComparer.Ordinal, "default", "local", "localhost");

    /// <summary>Reads a row that was selected by <see cref="Columns"/>.</summary>
    public static ProjectRow Read(DbDataReader row) => new(ReadProject(row), new AccountId(row.GetString(4)));

    /// <summary>Reads a row that was selected by <see cref="SummaryColumns"/>.</summary>
    public static ProjectSummary ReadSummary(DbDataReader row) => new(
        ReadProject(row), row.GetInt64(4), row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)));

    /// <summary>Origins as one text: none of them has a space.</summary>
    public static string Join(IReadOnlyList<string> origins) => string.Join(' ', origins);

    /// <summary>What <see cref="Join"/> put together.</summary>
    public static string[] Split(string origins) => origins.Length == 0 ? [] : origins.Split(' ');

    /// <summary>The row, or that there is none.</summary>
    public static Outcome<ProjectRow> Found(ProjectRow? row) => row is null ? NotFound : row;

    /// <summary>What a registration answers to a name that means a project: the same one again, or that it is taken.</summary>
    public static Outcome<ProjectRow> Again(ProjectRow asked, ProjectRow? stored) =>
        stored?.Project.Id == asked.Project.Id && stored.Owner == asked.Owner ? stored : Exists;

    private static Project ReadProject(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), Split(row.GetString(2)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)));
}
