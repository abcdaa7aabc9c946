namespace Spikes.Grains.Storage;

/// <summary>Grain keys are <c>type/id</c>: without the prefix, ids that look like hex alias in the grain storage.</summary>
internal static class KeyText
{
    /// <summary>What follows the first slash.</summary>
    internal static string IdOf(string key) => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
