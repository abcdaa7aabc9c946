using System.Text.Json.Serialization;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Gateway.Projects;

/// <summary>A body that registers a key.</summary>
internal sealed record ProjectRequest(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("allowed_origins")] IReadOnlyList<string>? AllowedOrigins = null);

/// <summary>A project.</summary>
internal sealed record ProjectResponse(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("allowed_origins")] IReadOnlyList<string> AllowedOrigins,
    [property: JsonPropertyName("created_at")] string CreatedAt)
{
    public static ProjectResponse From(Project project) =>
        new(project.Id, project.Key, project.AllowedOrigins, Instants.Text(project.CreatedAt));
}

/// <summary>The answer to a registration; the members of the project stand twice, because clients read both.</summary>
internal sealed record RegisteredProject(
    [property: JsonPropertyName("ok")] bool Ok,
    [property: JsonPropertyName("project")] ProjectResponse Project,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("allowed_origins")] IReadOnlyList<string> AllowedOrigins,
    [property: JsonPropertyName("created_at")] string CreatedAt)
{
    public static RegisteredProject From(ProjectResponse project) =>
        new(true, project, project.Id, project.Key, project.AllowedOrigins, project.CreatedAt);
}

/// <summary>A project in a list.</summary>
internal sealed record ProjectRow(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("allowed_origins")] IReadOnlyList<string> AllowedOrigins,
    [property: JsonPropertyName("created_at")] string CreatedAt,
    [property: JsonPropertyName("spike_count")] long SpikeCount,
    [property: JsonPropertyName("last_activity")] string? LastActivity)
{
    public static ProjectRow From(ProjectSummary summary) => new(
        summary.Project.Id,
        summary.Project.Key,
        summary.Project.AllowedOrigins,
        Instants.Text(summary.Project.CreatedAt),
        summary.SpikeCount,
        Instants.Text(summary.LastActivity));
}

/// <summary>Which page of a list it is, and how many there are.</summary>
internal sealed record Pagination(
    [property: JsonPropertyName("page")] int Page,
    [property: JsonPropertyName("per_page")] int PerPage,
    [property: JsonPropertyName("total")] long Total,
    [property: JsonPropertyName("total_pages")] long TotalPages)
{
    public static Pagination Of(PageQuery query, long total) =>
        new(query.Page, query.PerPage, total, (total + query.PerPage - 1) / query.PerPage);
}

/// <summary>A page of projects.</summary>
internal sealed record ProjectPage(
    [property: JsonPropertyName("data")] IReadOnlyList<ProjectRow> Data,
    [property: JsonPropertyName("pagination")] Pagination Pagination);

/// <summary>Source-generated JSON of the project answers.</summary>
[JsonSerializable(typeof(RegisteredProject))]
[JsonSerializable(typeof(ProjectPage))]
[JsonSerializable(typeof(Pagination))]
internal sealed partial class ProjectJson : JsonSerializerContext;
