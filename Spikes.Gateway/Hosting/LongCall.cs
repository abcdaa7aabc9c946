namespace Spikes.Gateway.Hosting;

/// <summary>
/// Waits for grain calls that may take minutes. No one tells a gateway that the silo of such a call has died behind another one, so it asks
/// the grain now and then whether it is still at work.
/// </summary>
internal static class LongCall
{
    /// <summary>The time between two questions.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>So many questions in a row without a yes, and the call is given up: one may meet an answer that is on its way.</summary>
    private const int Misses = 2;

    /// <summary>The answer of a call.</summary>
    /// <param name="call">The call, under way; what becomes of it once it is given up is unknown.</param>
    /// <param name="isAtWork">Asks the grain whether it is at work; a call that interleaves.</param>
    /// <param name="clock">Whose time.</param>
    /// <exception cref="TimeoutException">The grain does not answer, or knows nothing of the call.</exception>
    public static async Task<T> WhileAtWorkAsync<T>(Task<T> call, Func<ValueTask<bool>> isAtWork, TimeProvider clock)
    {
        for (var missed = 0; missed < Misses;)
        {
            var pause = Task.Delay(Period, clock);
            if (await Task.WhenAny(call, pause) == call)
                return await call;
            missed = await IsYesAsync(isAtWork) ? 0 : missed + 1;
        }

        return call.IsCompleted ? await call : throw new TimeoutException("The silo of a grain that was at work is gone");
    }

    private static async ValueTask<bool> IsYesAsync(Func<ValueTask<bool>> isAtWork)
    {
        try
        {
            return await isAtWork();
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            return false;
        }
    }
}
