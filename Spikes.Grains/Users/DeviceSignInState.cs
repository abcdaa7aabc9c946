using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Users;

/// <summary>A device sign-in at rest, and what may be done with it when.</summary>
[GenerateSerializer, Alias("spikes.device-sign-in-state")]
internal sealed record DeviceSignInState
{
    /// <summary>How long the token is delivered again after the first time, for an answer that was lost.</summary>
    public static readonly TimeSpan Redelivery = TimeSpan.FromSeconds(60);

    private static readonly Refusal Unknown = new(ErrorCode.NotFound, "Unknown device code");
    private static readonly Refusal Denied = new(ErrorCode.AccessDenied, "The sign-in was denied");
    private static readonly Refusal Expired = new(ErrorCode.DeviceCodeExpired, "The device code has expired");

    [Id(0)]
    public string DeviceHash { get; init; } = "";

    [Id(1)]
    public string Salt { get; init; } = "";

    [Id(2)]
    public string TokenHash { get; init; } = "";

    [Id(3)]
    public string ClientAddress { get; init; } = "";

    [Id(4)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The account that answered, or null while nobody has.</summary>
    [Id(5)]
    public string? AnsweredBy { get; init; }

    [Id(6)]
    public bool IsApproved { get; init; }

    /// <summary>When its token was delivered first.</summary>
    [Id(7)]
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Whether the codes are still alive.</summary>
    public bool IsAlive(DateTimeOffset now) => now - StartedAt < DeviceCodes.Lifetime;

    /// <summary>Whether somebody may still answer.</summary>
    public bool IsWaiting(DateTimeOffset now) => AnsweredBy is null && IsAlive(now);

    /// <summary>Why a device gets no token now, or null when it gets one.</summary>
    public Refusal? WhyNot(string deviceHash, DateTimeOffset now)
    {
        if (deviceHash != DeviceHash) return Unknown;
        if (DeliveredAt is { } delivered) return now - delivered <= Redelivery ? null : Expired;
        if (!IsAlive(now)) return Expired;
        if (AnsweredBy is null) return Refusal.AuthorizationPending;
        return IsApproved ? null : Denied;
    }
}
