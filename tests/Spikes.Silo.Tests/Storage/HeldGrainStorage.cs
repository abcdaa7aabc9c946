using Orleans.Storage;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Grain state whose reads wait until they are told what becomes of them.</summary>
internal sealed class HeldGrainStorage(object state) : IGrainStorage
{
    private int _reads;

    public const string ETag = "7";

    /// <summary>How many reads have begun.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public TaskCompletionSource Answer { get; } = new();

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Interlocked.Increment(ref _reads);
        await Answer.Task;
        (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)state, ETag, true);
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
