using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Users;

/// <summary>Who may collect a token by the e-mail poll (contract section 6.6).</summary>
internal static class ConfirmedAttempts
{
    /// <summary>The most that are remembered; over it the oldest are forgotten. Far more than the limit of mails lets through.</summary>
    public const int MaxCount = 50;

    private static readonly TimeSpan AttemptLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ConfirmationLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Adds a confirmation. One that is there, delivered or not, is left as it is: an attempt gives one token.</summary>
    public static IReadOnlyList<ConfirmedAttempt> Confirm(
        this IReadOnlyList<ConfirmedAttempt> confirmed, LoginAttempt attempt, DateTimeOffset now) =>
        confirmed.Any(known => known.Attempt == attempt)
            ? confirmed
            : [.. confirmed.Where(known => IsAlive(known, now)).TakeLast(MaxCount - 1), new ConfirmedAttempt(attempt, now, IsDelivered: false)];

    /// <summary>The oldest one for which a client may collect a token now, or null.</summary>
    public static ConfirmedAttempt? Deliverable(
        this IReadOnlyList<ConfirmedAttempt> confirmed, string clientAddress, DateTimeOffset now) => confirmed.FirstOrDefault(known =>
        !known.IsDelivered && known.Attempt.ClientAddress == clientAddress && IsAlive(known, now) && now - known.ConfirmedAt <= ConfirmationLifetime);

    /// <summary>Marks one as delivered.</summary>
    public static IReadOnlyList<ConfirmedAttempt> Deliver(this IReadOnlyList<ConfirmedAttempt> confirmed, ConfirmedAttempt delivered) =>
        [.. confirmed.Select(known => known == delivered ? known with { IsDelivered = true } : known)];

    /// <summary>Lets nobody collect anything for what was confirmed so far.</summary>
    public static IReadOnlyList<ConfirmedAttempt> Forget(this IReadOnlyList<ConfirmedAttempt> confirmed) =>
        [.. confirmed.Select(known => known with { IsDelivered = true })];

    private static bool IsAlive(ConfirmedAttempt known, DateTimeOffset now) => now - known.Attempt.RequestedAt <= AttemptLifetime;
}
