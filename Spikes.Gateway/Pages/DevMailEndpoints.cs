using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;

namespace Spikes.Gateway.Pages;

/// <summary>A captured mail as JSON.</summary>
internal sealed record DevMailResponse(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("to")] string To,
    [property: JsonPropertyName("subject")] string Subject,
    [property: JsonPropertyName("created_at")] string CreatedAt,
    [property: JsonPropertyName("text")] string Text);

/// <summary>Source-generated JSON of captured mails.</summary>
[JsonSerializable(typeof(IReadOnlyList<DevMailResponse>))]
internal sealed partial class DevMailJson : JsonSerializerContext;

/// <summary>The captured mails of Local mode (contract section 2.9).</summary>
internal static class DevMailEndpoints
{
    public static void MapDevMail(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<ICapturedMails>() is null)
            return;
        var mails = routes.MapGroup(PagePaths.DevMail).WithTags("Development").AddEndpointFilter(OnlyFromThisMachine)
            .Refuses(ErrorCode.NotFound);
        mails.MapMethods("", HttpVerbs.Get, List).WithSummary("Captured mails, newest first")
            .WithDescription("JSON, or a page when `Accept` prefers `text/html`. A script gets no page: `AUTH_FORBIDDEN`.")
            .Produces<IReadOnlyList<DevMailResponse>>().Refuses(ErrorCode.AuthForbidden);
        mails.MapMethods("/{id}", HttpVerbs.Get, Open).WithSummary("One captured mail").Takes(ApiParameters.MailId)
            .Produces<string>(StatusCodes.Status200OK, "message/rfc822");
    }

    private static async Task<IResult> List(HttpContext context, ICapturedMails mails)
    {
        var all = await mails.ListAsync(context.RequestAborted);
        if (!PageRules.PrefersHtml(context.Request))
            return JsonAnswer.Ok<IReadOnlyList<DevMailResponse>>([.. all.Select(Shape)], DevMailJson.Default.IReadOnlyListDevMailResponse);
        return PageRules.IsNavigation(context.Request)
            ? PageResult.Of<DevMailPage>(StatusCodes.Status200OK, (nameof(DevMailPage.Mails), all))
            : new ErrorResult(ErrorCode.AuthForbidden, "This page answers navigations only");
    }

    private static IResult Open(HttpContext context, ICapturedMails mails)
    {
        var message = mails.Open(RawPath.Segment(context, 2));
        if (message is null)
            return ErrorResult.NotFound("No such mail");
        return Results.Stream(message, "message/rfc822");
    }

    private static DevMailResponse Shape(CapturedMail mail) =>
        new(mail.Id, mail.To, mail.Subject, Instants.Text(mail.CreatedAt), mail.Text);

    // A page elsewhere could reach this port through a name that it controls, so the host is checked too.
    private static async ValueTask<object?> OnlyFromThisMachine(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        // For all answers: the mails hold sign-in links.
        PageRules.SetHeaders(context.Response);
        var isLocal = context.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address)
            && context.Request.Host.Host.ToLowerInvariant() is ("localhost" or "127.0.0.1" or "[::1]");
        return isLocal ? await next(call) : ErrorResult.NotFound();
    }
}
