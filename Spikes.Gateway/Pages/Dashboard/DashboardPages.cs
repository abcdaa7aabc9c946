using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.RateLimiting;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Pages.Dashboard;

/// <summary>The owner's web view (contract section 2.9).</summary>
internal static class DashboardPages
{
    public const string SignInPath = PagePaths.Dashboard + "/sign-in";
    public const string SignOutPath = PagePaths.Dashboard + "/sign-out";

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapPageAssets();
        var pages = routes.MapPages().WithSession();
        pages.MapMethods(PagePaths.Dashboard, HttpVerbs.Get, Show);
        pages.MapPost(SignInPath, Mail).TakesForm().LimitPerClient(RateLimit.MailsPerIp);
        pages.MapPost(SignOutPath, SignOut).TakesForm();
        pages.MapDashboardProjects();
        pages.MapDashboardBilling();
    }

    private static Task<IResult> Show(HttpContext context, DashboardView view) =>
        context.Session() is { Account: var account }
            ? view.ShowAsync(context, account, StatusCodes.Status200OK)
            : Task.FromResult<IResult>(SignInPage(context, StatusCodes.Status200OK));

    private static async Task<IResult> Mail(HttpContext context, SignInMails mails)
    {
        var typed = context.Field(FormFields.Email);
        if (EmailAddress.Normalize(typed) is not { } address)
            return SignInPage(context, StatusCodes.Status400BadRequest, typed);
        return await mails.RequestAsync(context, address, SignInPurpose.Dashboard) ?? (IResult)MailNotice.Sent;
    }

    private static async Task<IResult> SignOut(HttpContext context, IGrainFactory grains)
    {
        if (context.Session() is { } session)
        {
            var outcome = await grains.GetGrain<IUserTokenGrain>(session.Key).RevokeAsync(CancellationToken.None);
            // Revoked meanwhile is as good.
            if (!outcome.IsSuccess(out _, out var refusal) && refusal.Code != ErrorCode.AuthFailed)
                return ErrorResult.From(refusal);
        }

        BrowserSessions.SignOut(context);
        return new SeeOther(PagePaths.Dashboard);
    }

    /// <summary>Asks for an address, in place of whatever needs a session.</summary>
    public static PageResult SignInPage(HttpContext context, int status = StatusCodes.Status200OK, string? typed = null) => PageResult.Of<DashboardSignInPage>(
        status, (nameof(DashboardSignInPage.Email), typed), (nameof(DashboardSignInPage.Token), context.NewFormToken()));
}
