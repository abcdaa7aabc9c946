using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>What the two sign-in polls have in common: the CLI gives up on every refusal but "pending", so an outage is one.</summary>
internal static class Polls
{
    /// <summary>Hex digits of an address that tell the windows of a client apart: 65536 at most.</summary>
    private const int WindowDigits = 4;

    /// <summary>
    /// What counts the e-mail polls of a client for an address. Not the address itself: polls are not limited otherwise, and every invented
    /// one would make a window that stays in memory for minutes.
    /// </summary>
    public static string WindowOf(string email, string client) => client + " " + Secrets.HashOf(email)[..WindowDigits];

    /// <summary>The grain's answer; <see cref="Refusal.AuthorizationPending"/> while storage or cluster do not give one.</summary>
    public static async Task<Outcome<T>> AskAsync<T>(Func<Task<Outcome<T>>> ask)
        where T : class
    {
        try
        {
            var outcome = await ask();
            return !outcome.IsSuccess(out _, out var refusal) && refusal.Code == ErrorCode.Unavailable ? Refusal.AuthorizationPending : outcome;
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            return Refusal.AuthorizationPending;
        }
    }
}
