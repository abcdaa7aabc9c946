using System.Net.Sockets;
using Npgsql;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Says for an operator why the database cannot be used. The password is not among what is told.</summary>
internal static class PostgresStartFault
{
    private const string Setting = "ConnectionStrings:Spikes: ";

    /// <summary>What is wrong and the cure, or null when the failure is a mistake of the program's.</summary>
    public static string? Describe(Exception exception, NpgsqlDataSource source)
    {
        var target = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        var server = $"{target.Host}:{target.Port}";
        var database = target.Database ?? target.Username;
        return exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                Setting + $"PostgreSQL at {server} refuses the user \"{target.Username}\"; correct Username and Password, or the server's pg_hba.conf",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                Setting + $"PostgreSQL at {server} has no database \"{database}\"; create it (CREATE DATABASE \"{database}\") or correct Database",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
                Setting + $"the user \"{target.Username}\" may not do what the database \"{database}\" needs ({refused.MessageText}); "
                + $"make it the owner (ALTER DATABASE \"{database}\" OWNER TO \"{target.Username}\") or migrate as the owner",
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } =>
                $"A change of the schema waited too long for a table that another session of the database \"{database}\" uses; start again",
            PostgresException refused => PostgresDatabase.IsRefusal(refused)
                ? null
                : Setting + $"PostgreSQL at {server} takes no connections now ({refused.MessageText}); start again when it does",
            NpgsqlException or SocketException or TimeoutException =>
                Setting + $"no connection to PostgreSQL at {server} ({exception.GetBaseException().Message}); start the server, or correct Host and Port",
            _ => null,
        };
    }
}
