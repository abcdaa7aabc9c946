namespace Spikes.Grains.Storage;

/// <summary>Bounds of the readers.</summary>
internal static class ReaderLimits
{
    /// <summary>Readers of one kind at once on one silo. Reads block their thread, so it is more than the processors and still few.</summary>
    public const int Workers = 16;
}
