using Npgsql;

namespace Spikes.Chaos.Judging;

/// <summary>A row of the table of spikes.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sent">The id under which the client sent it.</param>
/// <param name="Store">The name under which the client sent it.</param>
internal sealed record StoredRow(string Id, string Sent, string Store);

/// <summary>What PostgreSQL holds, asked directly: the program under test may be wrong about it.</summary>
internal sealed class StoredRows(string connectionString)
{
    /// <summary>Every row that was sent under one of these names.</summary>
    public async Task<IReadOnlyList<StoredRow>> ReadAsync(IEnumerable<string> stores)
    {
        var rows = new List<StoredRow>();
        await using var source = NpgsqlDataSource.Create(connectionString);
        // A post with a credential has the client's id as its own.
        await using var command = source.CreateCommand("SELECT id, coalesce(client_id, id), project_key FROM spikes WHERE project_key = ANY($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. stores] });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(new StoredRow(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return rows;
    }

    /// <summary>The counters of shares, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ReadCountersAsync(IEnumerable<string> shares)
    {
        var counters = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SELECT id, spike_count FROM shares WHERE id = ANY($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. shares] });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            counters.Add(reader.GetString(0), reader.GetInt64(1));
        return counters;
    }

    /// <summary>How many shares the account of a share's owner is charged with.</summary>
    public async Task<long> ReadShareCountAsync(string share)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SELECT share_count FROM accounts WHERE id = (SELECT owner FROM shares WHERE id = $1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = share });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
