using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.RateLimiting;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Pages.Device;

/// <summary>Signing in on a device (contract section 2.5): the part that a person sees. Opening a page approves nothing.</summary>
internal static class DevicePages
{
    private const string Approve = "approve";
    private const string Deny = "deny";

    public static void MapDevicePages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapPages().WithSession();
        pages.MapMethods(PagePaths.Device, HttpVerbs.Get, Show);
        pages.MapPost(PagePaths.DeviceEmail, Mail).TakesForm().LimitPerClient(RateLimit.MailsPerIp);
        pages.MapPost(PagePaths.DeviceConfirm, Confirm).TakesForm();
    }

    /// <summary>The page of a code; without one, the page that asks for it.</summary>
    public static string PathFor(string? userCode) =>
        userCode is null ? PagePaths.Device : $"{PagePaths.Device}?code={DeviceCodes.Shown(userCode)}";

    private static async Task<IResult> Show(HttpContext context, RateLimiter limiter, IGrainFactory grains)
    {
        var typed = context.Request.Query.Last("code");
        if (typed.Length == 0)
            return CodePage(StatusCodes.Status200OK, typed);
        var (waiting, refused) = await FindAsync(context, typed, limiter, grains);
        if (waiting is not { } device)
            return refused!;
        return context.Session() is { } session
            ? PageResult.Of<DeviceConfirmPage>(
                StatusCodes.Status200OK,
                (nameof(DeviceConfirmPage.Email), session.Account.Email),
                (nameof(DeviceConfirmPage.UserCode), DeviceCodes.Shown(device.UserCode)),
                (nameof(DeviceConfirmPage.Device), device.Request),
                (nameof(DeviceConfirmPage.Token), context.NewFormToken()))
            : EmailPage(context, StatusCodes.Status200OK, device.UserCode);
    }

    private static async Task<IResult> Mail(
        HttpContext context, SignInMails mails, SealedCodes codes, RateLimiter limiter, IGrainFactory grains)
    {
        var (waiting, refused) = await FindAsync(context, context.Field(FormFields.UserCode), limiter, grains);
        if (waiting is not { } device)
            return refused!;
        var typed = context.Field(FormFields.Email);
        if (EmailAddress.Normalize(typed) is not { } address)
            return EmailPage(context, StatusCodes.Status400BadRequest, device.UserCode, typed);
        return await mails.RequestAsync(context, address, SignInPurpose.Device, codes.Seal(device.UserCode)) ?? (IResult)MailNotice.Sent;
    }

    private static async Task<IResult> Confirm(HttpContext context, RateLimiter limiter, IGrainFactory grains)
    {
        var typed = context.Field(FormFields.UserCode);
        if (context.Session() is not { } session)
            return new SeeOther(PathFor(DeviceCodes.ReadUserCode(typed)));
        var action = context.Field(FormFields.Action);
        if (action is not (Approve or Deny))
            return ErrorResult.Invalid(FormFields.Action, "Press one of the two buttons.");
        if (await AdmitAsync(context, limiter) is { } error)
            return error;
        if (DeviceCodes.ReadUserCode(typed) is not { } userCode)
            return CodePage(StatusCodes.Status404NotFound, typed);
        var outcome = await Grain(grains, userCode).AnswerAsync(session.Account.Id, action == Approve, CancellationToken.None);
        if (!outcome.IsSuccess(out _, out var refusal))
            return refusal.Code == ErrorCode.NotFound ? CodePage(StatusCodes.Status404NotFound, typed) : ErrorResult.From(refusal);
        return action == Approve
            ? PageResult.Notice("Approved", null, "The device is signed in within a few seconds.", "You can close this page.")
            : PageResult.Notice("Denied", null, "The device gets no access.", "You can close this page.");
    }

    /// <summary>Looks a code up, within the limits that keep codes from being guessed.</summary>
    private static async Task<((string UserCode, DeviceRequest Request)? Waiting, IResult? Refused)> FindAsync(
        HttpContext context, string typed, RateLimiter limiter, IGrainFactory grains)
    {
        if (await AdmitAsync(context, limiter) is { } error)
            return (null, error);
        if (DeviceCodes.ReadUserCode(typed) is not { } userCode)
            return (null, CodePage(StatusCodes.Status404NotFound, typed));
        var outcome = await Grain(grains, userCode).ShowAsync(context.RequestAborted);
        if (outcome.IsSuccess(out var request, out var refusal))
            return ((userCode, request), null);
        return (null, refusal.Code == ErrorCode.NotFound ? CodePage(StatusCodes.Status404NotFound, typed) : ErrorResult.From(refusal));
    }

    private static async Task<ErrorResult?> AdmitAsync(HttpContext context, RateLimiter limiter) =>
        await limiter.AdmitAsync(RateLimit.DeviceLookupsPerIp, ClientAddress.Of(context))
        ?? (context.Session() is { } session ? await limiter.AdmitAsync(RateLimit.DeviceLookupsPerSession, session.Key) : null);

    private static IDeviceSignInGrain Grain(IGrainFactory grains, string userCode) =>
        grains.GetGrain<IDeviceSignInGrain>(DeviceCodes.GrainKey(userCode));

    private static PageResult CodePage(int status, string typed) => PageResult.Of<DeviceCodePage>(
        status, (nameof(DeviceCodePage.Typed), typed), (nameof(DeviceCodePage.IsUnknown), status == StatusCodes.Status404NotFound));

    private static PageResult EmailPage(HttpContext context, int status, string userCode, string? typed = null) => PageResult.Of<DeviceEmailPage>(
        status,
        (nameof(DeviceEmailPage.UserCode), DeviceCodes.Shown(userCode)),
        (nameof(DeviceEmailPage.Email), typed),
        (nameof(DeviceEmailPage.Token), context.NewFormToken()));
}
