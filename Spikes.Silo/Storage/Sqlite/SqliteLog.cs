using Microsoft.Extensions.Logging;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>What the storage logs. SQLite's messages name tables and columns, never values.</summary>
internal static partial class SqliteLog
{
    [LoggerMessage(1, LogLevel.Error, "A read failed")]
    public static partial void ReadFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "One write failed and was undone; the others of its batch were kept")]
    public static partial void WriteFailed(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "A batch of {Count} writes failed; nothing of it was stored")]
    public static partial void BatchFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "A write was refused: {Waiting} writes wait, or the storage is stopping")]
    public static partial void QueueFull(ILogger logger, int waiting);

    [LoggerMessage(5, LogLevel.Debug, "Opened the database at schema version {Version}")]
    public static partial void Opened(ILogger logger, int version);

    [LoggerMessage(6, LogLevel.Error, "The writer did not end in time; writes that were not acknowledged are lost")]
    public static partial void StopTimedOut(ILogger logger);

    [LoggerMessage(7, LogLevel.Warning, "Old grain state could not be removed; the next sweep tries again")]
    public static partial void StateNotRemoved(ILogger logger, Exception exception);
}
