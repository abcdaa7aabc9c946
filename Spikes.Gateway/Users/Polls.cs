using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Gateway.Users;

/// <summary>What the two sign-in polls have in common: the CLI gives up on every refusal but "pending", so an outage is one.</summary>
internal static class Polls
{
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
