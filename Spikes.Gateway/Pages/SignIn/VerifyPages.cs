using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.Pages.Device;
using Spikes.Gateway.RateLimiting;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Pages.SignIn;

/// <summary>
/// The landing page of a mailed link (contract section 2.4). Scanners open links too, so opening it uses nothing up; the button does.
/// </summary>
internal static class VerifyPages
{
    public static void MapVerifyPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapPages();
        pages.MapMethods(PagePaths.Verify, HttpVerbs.Get, Show).LimitPerClient(RateLimit.VerificationsPerIp);
        pages.MapPost(PagePaths.VerifyConfirm, Confirm).TakesForm().LimitPerClient(RateLimit.VerificationsPerIp);
    }

    private static async Task<IResult> Show(HttpContext context, IGrainFactory grains)
    {
        var token = context.Request.Query.Last("token");
        if (Link(grains, token) is not { } link)
            return Fault(LoginTokenFaults.Unknown);
        var outcome = await link.ShowAsync(context.RequestAborted);
        return outcome.IsSuccess(out var shown, out var refusal)
            ? PageResult.Of<VerifyPage>(
                StatusCodes.Status200OK,
                (nameof(VerifyPage.Link), shown),
                (nameof(VerifyPage.LoginToken), token),
                (nameof(VerifyPage.Token), context.NewFormToken()))
            : Refuse(refusal);
    }

    private static async Task<IResult> Confirm(HttpContext context, IGrainFactory grains, SealedCodes codes)
    {
        if (Link(grains, context.Field(FormFields.LoginToken)) is not { } link)
            return Fault(LoginTokenFaults.Unknown);
        var outcome = await link.ConfirmAsync(CancellationToken.None);
        if (!outcome.IsSuccess(out var confirmed, out var refusal))
            return Refuse(refusal);
        await BrowserSessions.SignInAsync(context, confirmed.Session.Token);
        return confirmed.Purpose switch
        {
            SignInPurpose.Login => PageResult.Notice(
                "You are signed in",
                new PageLink(PagePaths.Dashboard, "Go to the dashboard"),
                "Go back to where you asked for the link: it continues there by itself.",
                "You can close this page."),
            SignInPurpose.Device => new SeeOther(DevicePages.PathFor(codes.Open(confirmed.Sealed))),
            SignInPurpose.Recovery or SignInPurpose.Dashboard => new SeeOther(PagePaths.Dashboard),
        };
    }

    private static ILoginTokenGrain? Link(IGrainFactory grains, string token) =>
        Secrets.IsToken(token) ? grains.GetGrain<ILoginTokenGrain>(Secrets.LoginTokenKey(token)) : null;

    private static IResult Refuse(Refusal refusal) => refusal.Code switch
    {
        ErrorCode.TokenInvalid => Fault(LoginTokenFaults.Unknown),
        ErrorCode.TokenUsed => Fault(LoginTokenFaults.Used),
        ErrorCode.TokenExpired => Fault(LoginTokenFaults.Expired),
        _ => ErrorResult.From(refusal),
    };

    private static PageResult Fault((int Status, string Title, string Text) fault) => PageResult.Fault(
        fault.Status, fault.Title, new PageLink(PagePaths.Dashboard, "Ask for a new link"), [fault.Text]);
}

/// <summary>What is said of links that do not work.</summary>
file static class LoginTokenFaults
{
    public static readonly (int, string, string) Unknown = (
        StatusCodes.Status404NotFound, "This link is not known", "Perhaps a part of it was lost on the way. Open it from the mail again, or ask for a new one.");

    public static readonly (int, string, string) Used = (
        StatusCodes.Status410Gone, "This link was used", "Each link works once. If it was not you who used it, ask for a new one.");

    public static readonly (int, string, string) Expired = (
        StatusCodes.Status410Gone, "This link is too old", "A link works for 10 minutes after its mail was sent.");
}
