namespace Spikes.Grains.Storage;

/// <summary>Instants as rows keep them.</summary>
internal static class Instants
{
    /// <summary>Without what is less than a millisecond, so that an answer before and after a restart is the same.</summary>
    internal static DateTimeOffset ToMilliseconds(this DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
