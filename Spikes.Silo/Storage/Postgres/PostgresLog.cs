using Microsoft.Extensions.Logging;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>What the storage logs. Details of the server's errors, which may hold values, are off by default in the driver.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(1, LogLevel.Error, "A statement failed")]
    public static partial void StatementFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The database does not answer: {Reason}")]
    public static partial void Away(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Error, "A batch of {Count} spikes failed")]
    public static partial void BatchFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "A spike was refused: {Waiting} wait, or the storage is stopping")]
    public static partial void QueueFull(ILogger logger, int waiting);

    [LoggerMessage(5, LogLevel.Error, "One spike failed and was left out; the others of its batch were kept")]
    public static partial void SpikeFailed(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "The committer did not end in time; spikes that were not acknowledged are lost")]
    public static partial void StopTimedOut(ILogger logger);

    [LoggerMessage(7, LogLevel.Warning, "A read took too long and was given up")]
    public static partial void ReadTooLong(ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "The server answered nobody while a write waited for it, which was given up")]
    public static partial void WriteTooLong(ILogger logger);

    [LoggerMessage(9, LogLevel.Warning, "A lock was held for too long by another transaction; of {Count} spikes those that need it are refused")]
    public static partial void LockHeld(ILogger logger, int count);
}
