using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Spikes;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Projects;

/// <summary>The spikes of an own project (contract section 2.8).</summary>
internal static class ProjectSpikeEndpoints
{
    public static void MapProjectSpikes(this RouteGroupBuilder projects)
    {
        var spikes = projects.MapGroup("/{key}/spikes").Refuses(ErrorCode.ProjectNotFound);
        spikes.MapMethods("", HttpVerbs.Get, List).WithSummary("Spikes of a project, newest first")
            .Takes([ApiParameters.ProjectKey, .. ApiParameters.Pages, .. ApiParameters.ProjectFilters])
            .Answers(StatusCodes.Status200OK, ProjectSchemas.Spikes, "A page, in owner form.");
        spikes.MapPatch("/{id}", Resolve).WithSummary("Resolve or reopen a spike of a project")
            .Takes(ApiParameters.ProjectKey, ApiParameters.SpikeId).TakesJson<ResolveRequest>().Produces<ResolvedResponse>()
            .Refuses(JsonBody.Refusals).Refuses(ErrorCode.NotFound, ErrorCode.AmbiguousId);
    }

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains)
    {
        var faults = new List<FieldError>();
        var page = PageQuery.Read(context.Request.Query, faults);
        var filter = SpikeListQuery.ReadFilter(context.Request.Query, "filter_", faults) with { ReviewerId = null };
        if (faults.Count > 0)
            return ErrorResult.Invalid(faults);
        var found = await ProjectEndpoints.FindAsync(context, grains);
        if (!found.IsSuccess(out var project, out var refusal))
            return ErrorResult.From(refusal);
        var store = StoreKey.Project(project.Project.Id);
        var query = new SpikeQuery(context.Credential().Caller, store, filter, null, page.PerPage, SpikeStream.StretchBytes);
        return await ProjectSpikePage.OpenAsync(grains, query, page, project.SpikeCount, context.RequestAborted);
    }

    private static async Task<IResult> Resolve(HttpContext context, IGrainFactory grains)
    {
        var (resolved, error) = await SpikeResolution.ReadAsync(context);
        if (error is not null)
            return error;
        var found = await ProjectEndpoints.FindAsync(context, grains);
        return found.IsSuccess(out var project, out var refusal)
            ? await SpikeResolution.AnswerAsync(grains, () => FindAsync(context, grains, project.Project), resolved)
            : ErrorResult.From(refusal);
    }

    private static ValueTask<Outcome<FoundSpike>> FindAsync(HttpContext context, IGrainFactory grains, Project project) =>
        grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key).FindInStoreAsync(
            context.Credential().Caller, StoreKey.Project(project.Id), RawPath.Segment(context, 4), context.RequestAborted);
}
