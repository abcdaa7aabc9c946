namespace Spikes.Grains.Storage;

/// <summary>
/// Bounds of the readers. They are reentrant: a call that waited behind another one would wait twice as long for a database that does not
/// answer, and the store has its own bound.
/// </summary>
internal static class ReaderLimits
{
    /// <summary>Readers of one kind at once on one silo. Local reads block their thread, so it is more than the processors and still few.</summary>
    public const int Workers = 16;
}
