namespace Spikes.Grains.Interfaces.Outcomes;

/// <summary>An expected "no": a value, never an exception.</summary>
/// <param name="Code">What was refused; decides status and wire name.</param>
/// <param name="Message">Text for people. Holds no secret and no personal data.</param>
[GenerateSerializer, Immutable, Alias("spikes.refusal")]
public sealed record Refusal([property: Id(0)] ErrorCode Code, [property: Id(1)] string Message)
{
    /// <summary>Storage or cluster cannot be reached; nothing is known to have changed.</summary>
    public static readonly Refusal Unavailable = new(ErrorCode.Unavailable, "The service is temporarily unavailable");

    /// <summary>What only a paid plan has; gateways say it early, and the transaction that makes a share decides.</summary>
    public static readonly Refusal PaidFeature = new(ErrorCode.UpgradeRequired, "Passwords and webhooks need a paid plan");

    /// <summary>Nobody has confirmed the sign-in yet (contract sections 2.5 and 6.6).</summary>
    public static readonly Refusal AuthorizationPending = new(ErrorCode.AuthorizationPending, "Authorization pending");
}
