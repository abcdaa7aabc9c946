using Npgsql;
using Orleans.Storage;
using Spikes.Grains.Interfaces;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// Grain state whose reads take no longer than so, and fail in a way that callers understand. Orleans itself waits as long as the driver
/// does, and who calls a grain that is not active yet waits with it and gets the failure.
/// </summary>
internal sealed class LimitedGrainStorage(IGrainStorage storage, TimeSpan limit, TimeProvider timeProvider) : IGrainStorage
{
    /// <inheritdoc/>
    /// <exception cref="StateReadTimeoutException">It took too long.</exception>
    /// <exception cref="OrleansException">It failed otherwise.</exception>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // Apart: what comes too late must not change what the grain then has.
        var read = new GrainState<T>(grainState.State, grainState.ETag) { RecordExists = grainState.RecordExists };
        try
        {
            await storage.ReadStateAsync(stateName, grainId, read).WaitAsync(limit, timeProvider);
        }
        catch (Exception exception) when (exception is not OrleansException)
        {
            // Without its cause: an exception of the driver cannot cross the wire, and the caller would get one that says so instead.
            throw IsTimeout(exception)
                ? new StateReadTimeoutException(FormattableString.Invariant($"The state \"{stateName}\" could not be read within {limit.TotalSeconds} s"))
                : new OrleansException($"The state \"{stateName}\" could not be read: {exception.Message}");
        }

        (grainState.State, grainState.ETag, grainState.RecordExists) = (read.State, read.ETag, read.RecordExists);
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.WriteStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ClearStateAsync(stateName, grainId, grainState);

    // The driver has a limit of its own for a connection, which may be over a moment earlier.
    private static bool IsTimeout(Exception exception) => exception is TimeoutException or NpgsqlException { InnerException: TimeoutException };
}
