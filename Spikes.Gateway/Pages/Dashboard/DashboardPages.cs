using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Gateway.RateLimiting;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Pages.Dashboard;

/// <summary>The owner's web view (contract section 2.9).</summary>
internal static class DashboardPages
{
    public const string SignInPath = PagePaths.Dashboard + "/sign-in";
    public const string SignOutPath = PagePaths.Dashboard + "/sign-out";

    /// <summary>The most shares of the list.</summary>
    private const int MaxShares = 100;

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapPageAssets();
        var pages = routes.MapPages().WithSession();
        pages.MapMethods(PagePaths.Dashboard, HttpVerbs.Get, Show);
        pages.MapPost(SignInPath, Mail).TakesForm().LimitPerClient(RateLimit.MailsPerIp);
        pages.MapPost(SignOutPath, SignOut).TakesForm();
    }

    private static async Task<IResult> Show(HttpContext context, PublicUrls urls, IGrainFactory grains)
    {
        if (context.Session() is not { Account: var account })
            return SignInPage(context, StatusCodes.Status200OK);
        var used = await grains.GetGrain<IUserGrain>(account.Id.Value).GetUsageAsync(context.RequestAborted);
        if (!used.IsSuccess(out var usage, out var refusal))
            return ErrorResult.From(refusal);
        var listed = await grains.GetGrain<IShareReaderGrain>(IShareReaderGrain.Key).ListAsync(account.Id, null, MaxShares, context.RequestAborted);
        if (!listed.IsSuccess(out var list, out refusal))
            return ErrorResult.From(refusal);
        return PageResult.Of<DashboardPage>(
            StatusCodes.Status200OK,
            (nameof(DashboardPage.Account), account),
            (nameof(DashboardPage.Usage), usage),
            (nameof(DashboardPage.Shares), list.Shares),
            (nameof(DashboardPage.ContentUrl), urls.Content),
            (nameof(DashboardPage.Token), context.NewFormToken()));
    }

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

    private static PageResult SignInPage(HttpContext context, int status, string? typed = null) => PageResult.Of<DashboardSignInPage>(
        status, (nameof(DashboardSignInPage.Email), typed), (nameof(DashboardSignInPage.Token), context.NewFormToken()));
}
