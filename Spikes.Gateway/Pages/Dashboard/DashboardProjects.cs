using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.Projects;
using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Gateway.Pages.Dashboard;

/// <summary>The forms about projects.</summary>
internal static class DashboardProjects
{
    public const string RegisterPath = PagePaths.Dashboard + "/projects";
    public const string OriginsPath = PagePaths.Dashboard + "/projects/origins";

    private static readonly string KeyFault = $"A key has 1 to {ProjectInput.MaxKey} characters.";
    private static readonly string OriginsFault = $"Write up to {ProjectInput.MaxOrigins} origins, one on each line, like https://example.com.";

    public static void MapDashboardProjects(this IEndpointRouteBuilder pages)
    {
        pages.MapPost(RegisterPath, Register).TakesForm();
        pages.MapPost(OriginsPath, SetOrigins).TakesForm();
    }

    private static async Task<IResult> Register(HttpContext context, DashboardView view, ProjectRegistration projects)
    {
        if (context.Session() is not { Account: var account })
            return DashboardPages.SignInPage(context);
        var typed = context.Field(FormFields.ProjectKey).Trim();
        if (!ProjectInput.IsKey(typed))
            return await view.ShowAsync(context, account, StatusCodes.Status400BadRequest, new(null, typed, KeyFault));
        var outcome = await projects.RegisterAsync(account.Id, typed, []);
        if (outcome.IsSuccess(out _, out var refusal))
            return new SeeOther(PagePaths.Dashboard);
        return refusal.Code == ErrorCode.ProjectExists
            ? await view.ShowAsync(context, account, StatusCodes.Status409Conflict, new(null, typed, "This key is taken."))
            : ErrorResult.From(refusal);
    }

    private static async Task<IResult> SetOrigins(HttpContext context, DashboardView view, IGrainFactory grains)
    {
        if (context.Session() is not { Account: var account })
            return DashboardPages.SignInPage(context);
        var (projectId, typed) = (context.Field(FormFields.ProjectId), context.Field(FormFields.Origins));
        if (!Uuid.IsUuid(projectId))
            return ErrorResult.NotFound();
        if (ProjectInput.NormalizeOrigins(typed.Split(['\r', '\n', ' ', ','], StringSplitOptions.RemoveEmptyEntries)) is not { } origins)
        {
            var fault = new DashboardFault(projectId, typed, OriginsFault);
            return await view.ShowAsync(context, account, StatusCodes.Status400BadRequest, fault);
        }

        var key = StoreKey.Project(projectId.ToLowerInvariant()).ToString();
        var outcome = await grains.GetGrain<IProjectGrain>(key).SetOriginsAsync(account.Id, origins, CancellationToken.None);
        if (outcome.IsSuccess(out _, out var refusal))
            return new SeeOther(PagePaths.Dashboard);
        return refusal.Code == ErrorCode.ProjectNotFound ? ErrorResult.NotFound() : ErrorResult.From(refusal);
    }
}
