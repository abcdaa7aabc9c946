using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Billing;

/// <summary>Checkout and portal (contract section 8.1), and what Stripe tells (8.2).</summary>
internal static class BillingEndpoints
{
    public static void MapBilling(this IEndpointRouteBuilder routes)
    {
        var billing = routes.MapGroup("/billing").WithTags("Billing").RequireCredential(CredentialKinds.User)
            .Refuses(ErrorCode.InternalError, ErrorCode.UpstreamError);
        billing.MapMethods("/checkout", HttpVerbs.Get, CheckOut).WithSummary("Where to buy a plan")
            .WithDescription("Changing and ending a plan is for the portal: who has one gets a null `url` and a `message`.")
            .Takes(ApiParameters.Plan).Produces<CheckoutResponse>().Refuses(ErrorCode.ValidationError);
        billing.MapMethods("/portal", HttpVerbs.Get, OpenPortal).WithSummary("Where to change or end a plan")
            .Produces<PortalResponse>().Refuses(ErrorCode.NotFound);
        routes.MapPost("/webhooks/stripe", StripeWebhook.ReceiveAsync).WithTags("Billing").WithSummary("Takes Stripe's events")
            .WithDescription("Each is applied once, whatever the order in which they come; what is not handled is acknowledged too.")
            .Takes(ApiParameters.StripeSignature).TakesJson<StripeEventRequest>().Produces<ReceivedResponse>()
            .Refuses(JsonBody.Refusals).Refuses(ErrorCode.AuthFailed, ErrorCode.InternalError);
    }

    private static async Task<IResult> CheckOut(HttpContext context, BillingLinks links)
    {
        if (ReadPlan(context.Request.Query.Last("tier")) is not { } plan)
            return ErrorResult.Invalid("tier", "Must be pro or agent");
        var outcome = await links.CheckOutAsync(context.Account().Id, plan, context.RequestAborted);
        return outcome.IsSuccess(out var link, out var refusal)
            ? JsonAnswer.Ok(new CheckoutResponse(link.Url) { Message = link.Message }, BillingJson.Default.CheckoutResponse)
            : ErrorResult.From(refusal);
    }

    private static async Task<IResult> OpenPortal(HttpContext context, BillingLinks links)
    {
        var outcome = await links.OpenPortalAsync(context.Account().Id, context.RequestAborted);
        return outcome.IsSuccess(out var link, out var refusal)
            ? JsonAnswer.Ok(new PortalResponse(link.Url!), BillingJson.Default.PortalResponse)
            : ErrorResult.From(refusal);
    }

    private static Tier? ReadPlan(string text) => text switch
    {
        "" or "pro" => Tier.Pro,
        "agent" => Tier.Agent,
        _ => null,
    };
}
