using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Storage;

/// <summary>Changes of grain state: write a copy, and let memory follow only what was written.</summary>
internal static partial class StateChanges
{
    /// <summary>
    /// Writes the new state. <see cref="Refusal.Unavailable"/> when that failed: memory is as before, and the grain lets its activation go,
    /// because whether the write arrived is unknown and only a fresh read tells.
    /// </summary>
    internal static async Task<Outcome<Done>> WriteAsync<T>(this IGrainBase grain, IPersistentState<T> state, T next, ILogger logger)
    {
        var before = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync(CancellationToken.None);
            return Done.Value;
        }
#pragma warning disable CA1031 // Whatever a driver throws is an outage to the caller, and must not cross the wire.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            state.State = before;
            LogNotWritten(logger, exception);
            grain.DeactivateOnIdle();
            return Refusal.Unavailable;
        }
    }

    [LoggerMessage(LogLevel.Error, "Grain state could not be written")]
    private static partial void LogNotWritten(ILogger logger, Exception exception);
}
