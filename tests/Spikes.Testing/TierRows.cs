using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Spikes.Testing;

/// <summary>The rows of a running server: gives users a tier, which stands in for a payment and knows nothing but one row, and counts.</summary>
public sealed class TierRows
{
    private const string Set =
        "INSERT INTO accounts (id, tier) VALUES (@id, @tier) ON CONFLICT (id) DO UPDATE SET tier = excluded.tier, grace_ends_at = NULL";

    private static readonly string[] Tiers = ["free", "pro", "agent", "grace"];

    private readonly Func<DbConnection> _connect;

    private TierRows(Func<DbConnection> connect) => _connect = connect;

    /// <summary>The rows of Local mode.</summary>
    /// <param name="dataDirectory">Its folder.</param>
    public static TierRows Local(string dataDirectory)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, "spikes.db"), DefaultTimeout = 20, Pooling = false };
        return new(() => new SqliteConnection(settings.ToString()));
    }

    /// <summary>The rows of a cluster.</summary>
    public static TierRows Cluster(string connectionString) => new(() => new NpgsqlConnection(connectionString + ";Pooling=false"));

    /// <summary>Sets the tier of a user; it holds from here on.</summary>
    public async Task SetAsync(string userId, string tier)
    {
        await using var connection = _connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Set;
        Add(command, "id", "user/" + userId);
        Add(command, "tier", Array.IndexOf(Tiers, tier));
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows of a table.</summary>
    public async Task<long> CountAsync(string table)
    {
        await using var connection = _connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM " + table;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
