namespace Spikes.Silo.Storage;

/// <summary>The storage cannot be used and an operator has to act; the message is for people.</summary>
internal sealed class StorageStartException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The database has a schema that this program does not know.</summary>
    public static StorageStartException Newer(int version, int newest) => new(
        $"The database has schema version {version}, this program knows only {newest}: it was written by a newer program");
}
