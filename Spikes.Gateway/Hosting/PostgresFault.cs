using System.Net.Sockets;
using Npgsql;

namespace Spikes.Gateway.Hosting;

/// <summary>What a failure of the database means, and what an operator can do about it at the start.</summary>
internal static class PostgresFault
{
    /// <summary>The key that names the database.</summary>
    public const string Setting = "ConnectionStrings:Spikes";

    /// <summary>What is wrong and the cure, or null when the failure is a mistake of the program's. The password is not among what is told.</summary>
    public static string? Describe(Exception exception, string connectionString)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var server = $"{target.Host}:{target.Port}";
        var database = target.Database ?? target.Username;
        return exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                $"{Setting}: PostgreSQL at {server} refuses the user \"{target.Username}\"; correct Username and Password, or the server's pg_hba.conf",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                $"{Setting}: PostgreSQL at {server} has no database \"{database}\"; create it (CREATE DATABASE \"{database}\") or correct Database",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
                $"{Setting}: the user \"{target.Username}\" may not do what the database \"{database}\" needs ({refused.MessageText}); "
                + $"make it the owner (ALTER DATABASE \"{database}\" OWNER TO \"{target.Username}\") or migrate as the owner",
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } =>
                $"A change of the schema waited too long for a table that another session of the database \"{database}\" uses; start again",
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } refused =>
                $"{Setting}: PostgreSQL at {server} ended a statement ({refused.MessageText}); "
                + $"let the user \"{target.Username}\" take longer (ALTER ROLE \"{target.Username}\" SET statement_timeout = 0)",
            PostgresException refused => IsRefusal(refused)
                ? null
                : $"{Setting}: PostgreSQL at {server} takes no connections now ({refused.MessageText}); wait for it, or raise max_connections",
            NpgsqlException or SocketException or TimeoutException =>
                $"{Setting}: no connection to PostgreSQL at {server} ({exception.GetBaseException().Message}); start the server, or correct Host and Port",
            _ => null,
        };
    }

    /// <summary>The same for what of the database's stands behind an exception of somebody else, or null when nothing does.</summary>
    public static string? DescribeCause(Exception exception, string connectionString)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is NpgsqlException)
                return Describe(cause, connectionString);
        }

        return null;
    }

    /// <summary>
    /// Whether the server refused a statement and is well otherwise: others need not be refused for it. So are a lock that was held for
    /// too long and a full disk, on which reads still work; not so a server that ends or takes no more connections.
    /// </summary>
    public static bool IsRefusal(Exception exception) => exception is PostgresException { SqlState: not PostgresErrorCodes.TooManyConnections } refused
        && !refused.SqlState.StartsWith("57", StringComparison.Ordinal) && !refused.SqlState.StartsWith("08", StringComparison.Ordinal);

    /// <summary>Whether the server cannot be reached or takes no connections now, which waiting may cure.</summary>
    public static bool IsPassing(Exception? exception) => exception switch
    {
        PostgresException refused => !IsRefusal(refused) && refused.SqlState != PostgresErrorCodes.QueryCanceled,
        NpgsqlException { InnerException: AggregateException ofHosts } => ofHosts.InnerExceptions.Any(IsPassing),
        NpgsqlException failure => failure.IsTransient,
        SocketException or TimeoutException => true,
        _ => false,
    };
}
