using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Billing;

/// <summary>Payments; section <c>Spikes:Stripe</c>.</summary>
public sealed class StripeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Spikes:Stripe";

    /// <summary>Secret API key. Default: none, nothing can be bought.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Secret that signs Stripe's events. Default: none, events are refused.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>Price id of plan <c>pro</c>. Default: none.</summary>
    public string? ProPriceId { get; set; }

    /// <summary>Price id of plan <c>agent</c>. Default: none.</summary>
    public string? AgentPriceId { get; set; }

    /// <summary>Base of all calls. Default <c>https://api.stripe.com</c>.</summary>
    public string ApiBase { get; set; } = "https://api.stripe.com";

    /// <summary>The price of a plan, or null when it is not sold.</summary>
    internal string? PriceOf(Tier plan)
    {
        var price = plan == Tier.Agent ? AgentPriceId : ProPriceId;
        return string.IsNullOrWhiteSpace(SecretKey) || string.IsNullOrWhiteSpace(price) ? null : price;
    }
}
