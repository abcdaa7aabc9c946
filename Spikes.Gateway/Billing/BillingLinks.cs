using Microsoft.Extensions.Options;
using Spikes.Gateway.Options;
using Spikes.Gateway.Pages;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Stripe.Checkout;

namespace Spikes.Gateway.Billing;

/// <summary>Where a user goes to pay.</summary>
/// <param name="Url">The address, or null when there is nothing to buy.</param>
/// <param name="Message">Why there is none.</param>
internal sealed record BillingLink(string? Url, string? Message = null);

/// <summary>Checkout and portal (contract section 8.1) for the API and the dashboard.</summary>
internal sealed class BillingLinks(IGrainFactory grains, StripeApi stripe, IOptions<StripeOptions> options, PublicUrls urls)
{
    /// <summary>The parameter with which a browser comes back to the dashboard.</summary>
    public const string Checkout = "checkout";

    /// <summary>Its value after a payment.</summary>
    public const string Done = "done";

    private static readonly Refusal NotConfigured = new(ErrorCode.InternalError, "Billing not configured");
    private static readonly Refusal NoCustomer = new(ErrorCode.NotFound, "No billing account");

    private string Dashboard => urls.Public + PagePaths.Dashboard;

    /// <summary>Whether a plan can be bought here.</summary>
    public bool Sells(Tier plan) => options.Value.PriceOf(plan) is not null;

    /// <summary>Whether there is a portal.</summary>
    public bool HasPortal => !string.IsNullOrWhiteSpace(options.Value.SecretKey);

    /// <summary>What a user has bought, as the rows have it now.</summary>
    public Task<Outcome<BillingAccount>> FindAsync(AccountId user, CancellationToken cancellationToken) =>
        grains.GetGrain<IUserGrain>(user.Value).GetBillingAsync(cancellationToken);

    /// <summary>A new checkout of a plan.</summary>
    public async Task<Outcome<BillingLink>> CheckOutAsync(AccountId user, Tier plan, CancellationToken cancellationToken)
    {
        var found = await FindAsync(user, cancellationToken);
        if (!found.IsSuccess(out var payer, out var refusal))
            return refusal;
        if (payer.Plan != Tier.Free)
            return new BillingLink(null, "Already subscribed to " + (payer.Plan == Tier.Agent ? "Agent" : "Pro"));
        if (options.Value.PriceOf(plan) is not { } price)
            return NotConfigured;
        return Link(await stripe.CreateCheckoutAsync(NewCheckout(payer, price), cancellationToken));
    }

    /// <summary>A new visit of the portal.</summary>
    public async Task<Outcome<BillingLink>> OpenPortalAsync(AccountId user, CancellationToken cancellationToken)
    {
        if (!HasPortal)
            return NotConfigured;
        var found = await FindAsync(user, cancellationToken);
        if (!found.IsSuccess(out var payer, out var refusal))
            return refusal;
        return payer.StripeCustomer is { } customer
            ? Link(await stripe.CreatePortalAsync(customer, Dashboard, cancellationToken))
            : NoCustomer;
    }

    private static Outcome<BillingLink> Link(Outcome<string> called) =>
        called.IsSuccess(out var url, out var refusal) ? new BillingLink(url) : refusal;

    // The user's id is in the session, which links its customer, and in the subscription, whose events may come first.
    private SessionCreateOptions NewCheckout(BillingAccount payer, string price) => new()
    {
        Mode = "subscription",
        LineItems = [new SessionLineItemOptions { Price = price, Quantity = 1 }],
        ClientReferenceId = payer.Account.UserId,
        Customer = payer.StripeCustomer,
        CustomerEmail = payer.StripeCustomer is null ? payer.Account.Email : null,
        SubscriptionData = new SessionSubscriptionDataOptions { Metadata = new() { [StripeEventReader.UserIdKey] = payer.Account.UserId } },
        SuccessUrl = $"{Dashboard}?{Checkout}={Done}",
        CancelUrl = Dashboard,
    };
}
