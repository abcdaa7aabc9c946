using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Billing;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Pages.Dashboard;

/// <summary>What an account can do about its plan.</summary>
/// <param name="CanUpgrade">Whether plan <c>pro</c> can be bought.</param>
/// <param name="CanManage">Whether there is something to manage at Stripe.</param>
/// <param name="IsAwaited">Whether the browser comes from a checkout that Stripe has not told of yet.</param>
public sealed record DashboardPlan(bool CanUpgrade, bool CanManage, bool IsAwaited = false);

/// <summary>The forms that lead to Stripe.</summary>
internal static class DashboardBilling
{
    public const string UpgradePath = PagePaths.Dashboard + "/upgrade";
    public const string ManagePath = PagePaths.Dashboard + "/billing";

    public static void MapDashboardBilling(this IEndpointRouteBuilder pages)
    {
        pages.MapPost(UpgradePath, Upgrade).TakesForm();
        pages.MapPost(ManagePath, Manage).TakesForm();
    }

    /// <summary>What the dashboard offers; nothing where nothing is sold.</summary>
    public static async Task<Outcome<DashboardPlan>> OfferAsync(HttpContext context, BillingLinks links, AccountId account)
    {
        if (!links.HasPortal)
            return new DashboardPlan(false, false);
        var found = await links.FindAsync(account, context.RequestAborted);
        if (!found.IsSuccess(out var payer, out var refusal))
            return refusal;
        var isFree = payer.Plan == Tier.Free && links.Sells(Tier.Pro);
        var isPaid = context.Request.Query.Last(BillingLinks.Checkout) == BillingLinks.Done;
        return new DashboardPlan(isFree && !isPaid, payer.StripeCustomer is not null, isFree && isPaid);
    }

    private static async Task<IResult> Upgrade(HttpContext context, BillingLinks links) => context.Session() is { Account: var account }
        ? Follow(await links.CheckOutAsync(account.Id, Tier.Pro, context.RequestAborted))
        : DashboardPages.SignInPage(context);

    private static async Task<IResult> Manage(HttpContext context, BillingLinks links) => context.Session() is { Account: var account }
        ? Follow(await links.OpenPortalAsync(account.Id, context.RequestAborted))
        : DashboardPages.SignInPage(context);

    // Whoever has the plan by now sees so on the dashboard.
    private static IResult Follow(Outcome<BillingLink> outcome) => outcome.IsSuccess(out var link, out var refusal)
        ? new SeeOther(link.Url ?? PagePaths.Dashboard)
        : ErrorResult.From(refusal);
}
