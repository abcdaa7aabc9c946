using System.Text.Json.Serialization;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>A body with an address.</summary>
internal sealed record EmailRequest([property: JsonPropertyName("email")] string Email);

/// <summary>A body with a login token.</summary>
internal sealed record VerifyRequest([property: JsonPropertyName("login_token")] string LoginToken);

/// <summary>The answer that tells nothing about an address.</summary>
internal sealed record MailSent([property: JsonPropertyName("ok")] bool Ok, [property: JsonPropertyName("message")] string Message);

/// <summary>The answer without content.</summary>
internal sealed record Acknowledged([property: JsonPropertyName("ok")] bool Ok);

/// <summary>The state of an e-mail poll.</summary>
internal sealed record PollResponse([property: JsonPropertyName("verified")] bool Verified);

/// <summary>The end of an e-mail poll.</summary>
internal sealed record PolledTokenResponse(
    [property: JsonPropertyName("verified")] bool Verified, [property: JsonPropertyName("token")] string Token);

/// <summary>A user as the token answers show it.</summary>
internal sealed record UserResponse(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("tier")] string Tier);

/// <summary>A user token, shown once.</summary>
internal sealed record TokenResponse(
    [property: JsonPropertyName("ok")] bool Ok,
    [property: JsonPropertyName("token")] string Token,
    [property: JsonPropertyName("user")] UserResponse User)
{
    public static TokenResponse From(IssuedToken issued) => new(
        true, issued.Token, new UserResponse(issued.Account.UserId, issued.Account.Email, issued.Account.Tier.Wire()));
}

/// <summary>GET /me for a user.</summary>
internal sealed record MeResponse(
    [property: JsonPropertyName("email")] string Email, [property: JsonPropertyName("tier")] string Tier);

/// <summary>GET /usage (contract section 7.4) for every tier but agent.</summary>
internal sealed record UsageResponse(
    [property: JsonPropertyName("spikes")] long Spikes,
    [property: JsonPropertyName("spike_limit")] int? SpikeLimit,
    [property: JsonPropertyName("shares")] long Shares,
    [property: JsonPropertyName("share_limit")] int? ShareLimit,
    [property: JsonPropertyName("tier")] string Tier,
    [property: JsonPropertyName("reset_at")] string ResetAt)
{
    public static UsageResponse From(Usage usage) => new(
        usage.Spikes, usage.SpikeLimit, usage.Shares, usage.ShareLimit, usage.Tier.Wire(), Instants.Text(usage.ResetAt));
}

/// <summary>GET /usage for tier agent: the cap is there when it is null too.</summary>
internal sealed record AgentUsageResponse(
    [property: JsonPropertyName("spikes")] long Spikes,
    [property: JsonPropertyName("spike_limit")] int? SpikeLimit,
    [property: JsonPropertyName("shares")] long Shares,
    [property: JsonPropertyName("share_limit")] int? ShareLimit,
    [property: JsonPropertyName("tier")] string Tier,
    [property: JsonPropertyName("reset_at")] string ResetAt,
    [property: JsonPropertyName("cost_this_period_cents")] long CostThisPeriodCents,
    [property: JsonPropertyName("monthly_cap_cents")] int? MonthlyCapCents,
    [property: JsonPropertyName("period_ends")] string PeriodEnds,
    [property: JsonPropertyName("spikes_this_period")] long SpikesThisPeriod,
    [property: JsonPropertyName("shares_this_period")] long SharesThisPeriod)
{
    private const int TenthsPerCent = 10;

    public static AgentUsageResponse From(Usage usage, AgentUsage agent) => new(
        usage.Spikes,
        usage.SpikeLimit,
        usage.Shares,
        usage.ShareLimit,
        usage.Tier.Wire(),
        Instants.Text(usage.ResetAt),
        (agent.CostTenths + TenthsPerCent - 1) / TenthsPerCent,
        agent.MonthlyCapCents,
        Instants.Text(usage.ResetAt),
        agent.Spikes,
        agent.Shares);
}

/// <summary>Source-generated JSON of the account answers.</summary>
[JsonSerializable(typeof(MailSent))]
[JsonSerializable(typeof(Acknowledged))]
[JsonSerializable(typeof(PollResponse))]
[JsonSerializable(typeof(PolledTokenResponse))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(MeResponse))]
[JsonSerializable(typeof(UsageResponse))]
[JsonSerializable(typeof(AgentUsageResponse))]
internal sealed partial class UserJson : JsonSerializerContext;
