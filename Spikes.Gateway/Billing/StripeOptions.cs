namespace Spikes.Gateway.Configuration;

/// <summary>Payments; section <c>Spikes:Stripe</c>.</summary>
internal sealed class StripeOptions
{
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
}
