using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Spikes.Contract.Tests.Modes;

/// <summary>Gives users a tier in the database of a running program, in place of a payment.</summary>
internal sealed class Tiers
{
    private const string Set =
        "INSERT INTO accounts (id, tier) VALUES (@id, @tier) ON CONFLICT (id) DO UPDATE SET tier = excluded.tier, grace_ends_at = NULL";

    private static readonly string[] Names = ["free", "pro", "agent", "grace"];

    private readonly Func<DbConnection> _connect;

    private Tiers(Func<DbConnection> connect) => _connect = connect;

    /// <summary>Those of Local mode.</summary>
    public static Tiers OfFolder(string dataDirectory) =>
        new(() => new SqliteConnection($"Data Source={Path.Combine(dataDirectory, "spikes.db")};Pooling=False"));

    /// <summary>Those of a cluster.</summary>
    public static Tiers OfDatabase(string connectionString) => new(() => new NpgsqlConnection(connectionString));

    /// <summary>Sets the tier of a user.</summary>
    public async Task SetAsync(string userId, string tier)
    {
        await using var connection = _connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Set;
        Add(command, "id", "user/" + userId);
        Add(command, "tier", Array.IndexOf(Names, tier));
        await command.ExecuteNonQueryAsync();
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
