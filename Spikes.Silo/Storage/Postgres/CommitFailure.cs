using Npgsql;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>What to do about a batch that was not committed.</summary>
internal enum CommitFailure
{
    /// <summary>Another transaction was in the way: the batch runs again.</summary>
    Conflict,

    /// <summary>Somebody holds a lock for too long: the batch runs again without what he holds.</summary>
    Held,

    /// <summary>The server, or the driver, refuses a value: one row is to blame.</summary>
    Refused,

    /// <summary>The server answers but cannot store anything now, as with a full disk.</summary>
    Unwell,

    /// <summary>No answer: the batch runs again on a fresh connection.</summary>
    Lost,
}

/// <summary>Tells failures apart.</summary>
internal static class CommitFailures
{
    /// <summary>What an exception means.</summary>
    public static CommitFailure Of(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => CommitFailure.Held,
        PostgresException when PostgresDatabase.IsConflict(exception) => CommitFailure.Conflict,
        PostgresException { SqlState: var state } when IsOf(state, "57", "08", "25P03") => CommitFailure.Lost,
        PostgresException { SqlState: var state, IsTransient: var isTransient } when isTransient || IsOf(state, "25", "28", "42", "XX") =>
            CommitFailure.Unwell,
        PostgresException => CommitFailure.Refused,
        OperationCanceledException => CommitFailure.Lost,
        _ when PostgresDatabase.IsFailure(exception) => CommitFailure.Lost,
        _ => CommitFailure.Refused,
    };

    private static bool IsOf(string state, params ReadOnlySpan<string> classes)
    {
        foreach (var prefix in classes)
        {
            if (state.StartsWith(prefix, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
