using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Gateway.Projects;

/// <summary>Registered projects (contract section 2.8).</summary>
internal static class ProjectEndpoints
{
    public static void MapProjects(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/projects", Register).WithTags("Projects").WithSummary("Register a project key")
            .WithDescription(
                "Spikes that are stored under the key become the project's; reviewers' addresses and user agents of those are not shown.")
            .RequireCredential(CredentialKinds.User).TakesJson<ProjectRequest>().Produces<RegisteredProject>(StatusCodes.Status201Created)
            .Refuses(JsonBody.Refusals).Refuses(ErrorCode.ProjectExists);
        var projects = routes.MapGroup("/me/projects").WithTags("Projects").RequireCredential(CredentialKinds.User)
            .Refuses(ErrorCode.ValidationError);
        projects.MapMethods("", HttpVerbs.Get, List).WithSummary("Own projects, newest first").Takes(ApiParameters.Pages)
            .Produces<ProjectPage>();
        projects.MapProjectSpikes();
    }

    /// <summary>The caller's project that the path names.</summary>
    public static ValueTask<Outcome<ProjectSummary>> FindAsync(HttpContext context, IGrainFactory grains) =>
        Reader(grains).FindAsync(context.Account().Id, RawPath.Segment(context, 2), context.RequestAborted);

    private static async Task<IResult> Register(HttpContext context, ProjectRegistration projects)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        var reader = new FieldReader(json);
        var key = ProjectInput.ReadKey(reader);
        var origins = ProjectInput.ReadOrigins(reader);
        if (key is null || reader.Faults.Count > 0)
            return ErrorResult.Invalid(reader.Faults);
        var outcome = await projects.RegisterAsync(context.Account().Id, key, origins);
        return outcome.IsSuccess(out var project, out var refusal)
            ? JsonAnswer.Created(RegisteredProject.From(ProjectResponse.From(project)), ProjectJson.Default.RegisteredProject)
            : ErrorResult.From(refusal);
    }

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains)
    {
        var faults = new List<FieldError>();
        var page = PageQuery.Read(context.Request.Query, faults);
        if (faults.Count > 0)
            return ErrorResult.Invalid(faults);
        var listed = await Reader(grains).ListAsync(context.Account().Id, page.Skip, page.PerPage, context.RequestAborted);
        if (!listed.IsSuccess(out var list, out var refusal))
            return ErrorResult.From(refusal);
        var answer = new ProjectPage([.. list.Projects.Select(ProjectRow.From)], Pagination.Of(page, list.Total));
        return JsonAnswer.Ok(answer, ProjectJson.Default.ProjectPage);
    }

    private static IProjectReaderGrain Reader(IGrainFactory grains) => grains.GetGrain<IProjectReaderGrain>(IProjectReaderGrain.Key);
}
