using System.Runtime.CompilerServices;
using Npgsql;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Statements with positional parameters, and their answers.</summary>
internal static class Sql
{
    /// <summary>A little more than a minute, after which the server itself ends a long statement.</summary>
    private const int LongestSeconds = 65;

    /// <summary>Runs a statement and tells how many rows it changed.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken token, params object?[] values)
    {
        await using var command = Prepare(connection, sql, values);
        return await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>The same for a statement that the server has been told to give up to a minute.</summary>
    public static async Task ExecuteLongAsync(this NpgsqlConnection connection, string sql, CancellationToken token, params object?[] values)
    {
        await using var command = Prepare(connection, sql, values);
        command.CommandTimeout = LongestSeconds;
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>The first row, or null when there is none.</summary>
    public static async Task<T?> SingleAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> map, CancellationToken token, params object?[] values)
        where T : class
    {
        await using var command = Prepare(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? map(reader) : null;
    }

    /// <summary>The first number, or null when there is no row.</summary>
    public static async Task<long?> NumberAsync(
        this NpgsqlConnection connection, string sql, CancellationToken token, params object?[] values)
    {
        var row = await connection.SingleAsync(sql, reader => new StrongBox<long>(reader.GetInt64(0)), token, values);
        return row?.Value;
    }

    /// <summary>Every row.</summary>
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> map, CancellationToken token, params object?[] values)
    {
        await using var command = Prepare(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(token);
        var rows = new List<T>();
        while (await reader.ReadAsync(token)) rows.Add(map(reader));
        return rows;
    }

    private static NpgsqlCommand Prepare(NpgsqlConnection connection, string sql, object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}
