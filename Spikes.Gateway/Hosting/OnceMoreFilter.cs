using System.Collections.Concurrent;
using System.Reflection;
using Spikes.Grains.Interfaces;

namespace Spikes.Gateway.Hosting;

/// <summary>
/// Calls a grain once more when no silo answered and the method is <see cref="IdempotentAttribute">idempotent</see>: the silo may have
/// died, and the grain is at home elsewhere by now. Not so when the grain's state could not be read in time: the caller has waited enough.
/// </summary>
internal sealed class OnceMoreFilter(TimeProvider clock) : IOutgoingGrainCallFilter
{
    // Random, so that many callers do not come back at one instant.
    private const int LongestPauseMilliseconds = 100;

    private readonly ConcurrentDictionary<MethodInfo, bool> _known = new();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!_known.GetOrAdd(context.InterfaceMethod, IsIdempotent))
        {
            await context.Invoke();
            return;
        }

        if (await IsAnsweredAsync(context))
            return;
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LongestPauseMilliseconds)), clock);
        await context.Invoke();
    }

    // A failure may be thrown or stand in the response.
    private static async Task<bool> IsAnsweredAsync(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
            return context.Response?.Exception is not { } fault || !IsUnanswered(fault);
        }
        catch (Exception fault) when (IsUnanswered(fault))
        {
            return false;
        }
    }

    private static bool IsUnanswered(Exception fault) => fault is TimeoutException or (OrleansException and not StateReadTimeoutException);

    private static bool IsIdempotent(MethodInfo method) =>
        method.IsDefined(typeof(IdempotentAttribute)) || method.DeclaringType?.IsDefined(typeof(IdempotentAttribute), inherit: false) == true;
}
