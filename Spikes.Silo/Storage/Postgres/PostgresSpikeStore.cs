using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Rows of spikes in PostgreSQL.</summary>
internal sealed class PostgresSpikeStore(PostgresDatabase database, PostgresCommitter committer, TimeProvider timeProvider) : ISpikeStore
{
    private const int MinPrefix = 4;
    private const int MaxFound = 2;
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(2);

    private const string Reachable =
        " AND ($1 OR s.owner = $2 OR s.submitter = $2) AND ($3::text IS NULL OR s.store = $3) AND " + PageStatement.NotPurging;

    private const string SelectExact = "SELECT " + SpikeRows.Select + " FROM spikes AS s WHERE s.id = $4" + Reachable;

    private const string SelectPrefix =
        "SELECT " + SpikeRows.Select + " FROM spikes AS s WHERE s.id >= $4 AND s.id < $5" + Reachable + " ORDER BY s.id LIMIT $6";

    private const string SetResolved =
        "UPDATE spikes AS s SET resolved_at = CASE WHEN $1 THEN coalesce(s.resolved_at, $2) END "
        + "WHERE s.id = $3 AND s.store = $4 AND " + PageStatement.NotPurging + " RETURNING s.resolved_at";

    private const string DeleteRow = "DELETE FROM spikes AS s WHERE s.id = $1 AND s.store = $2 AND " + PageStatement.NotPurging;

    /// <inheritdoc/>
    public ValueTask<SubmitResult> SubmitAsync(StoreKey store, SubmitSpike command, CancellationToken cancellationToken) =>
        committer.SubmitAsync(store, command, cancellationToken);

    /// <inheritdoc/>
    public async Task<Outcome<ResolvedSpike>> ResolveAsync(
        StoreKey store, string spikeId, bool resolved, CancellationToken cancellationToken)
    {
        if (!PostgresText.CanHold(store.Id) || !PostgresText.CanHold(spikeId)) return SubmitRules.SpikeNotFound;
        // As a write, although it is one statement: it may wait for a row that is being taken over, which is no silence of the server.
        return await database.WriteAsync<ResolvedSpike>(
            async (connection, token) =>
            {
                var spike = await connection.SingleAsync(
                    SetResolved,
                    row => new ResolvedSpike(spikeId, resolved, row.IsDBNull(0) ? null : row.GetString(0)),
                    token,
                    resolved,
                    Instants.ToText(Instants.Now(timeProvider)),
                    spikeId,
                    store.ToString());
                return spike is null ? SubmitRules.SpikeNotFound : spike;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> DeleteAsync(StoreKey store, string spikeId, CancellationToken cancellationToken)
    {
        if (!PostgresText.CanHold(store.Id) || !PostgresText.CanHold(spikeId)) return SubmitRules.SpikeNotFound;
        return await database.WriteAsync<Done>(
            async (connection, token) =>
            {
                await using var batch = connection.CreateBatch();
                if (CounterOf(store.Kind) is { } table)
                {
                    // The row of the store first, as the committer does: otherwise the two could wait for each other.
                    batch.BatchCommands.Add(BatchCommand($"SELECT id FROM {table} WHERE id = $1 FOR UPDATE", store.Id));
                    batch.BatchCommands.Add(BatchCommand(DeleteCounted(table), spikeId, store.ToString(), store.Id));
                }
                else
                {
                    batch.BatchCommands.Add(BatchCommand(DeleteRow, spikeId, store.ToString()));
                }

                await batch.ExecuteNonQueryAsync(token);
                return batch.BatchCommands[^1].RecordsAffected == 0 ? SubmitRules.SpikeNotFound : Done.Value;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<ReadEnd>> ReadPageAsync(
        SpikeQuery query, Func<SpikeRow, bool> take, CancellationToken cancellationToken)
    {
        if (!PostgresSpikePages.CanMatch(query)) return new ReadEnd(null);
        return await database.ReadAsync<ReadEnd>(
            async (connection, token) => await PostgresSpikePages.ReadAsync(connection, query, take, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Outcome<Done>> ProbeAsync(CancellationToken cancellationToken)
    {
        if (!committer.IsRunning) return Refusal.Unavailable;
        var probe = database.ReadAsync<Done>(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand("SELECT NOT pg_is_in_recovery()", connection);
                return await command.ExecuteScalarAsync(token) is true ? Done.Value : Refusal.Unavailable;
            },
            cancellationToken);
        try
        {
            return await probe.AsTask().WaitAsync(ProbeLimit, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            return Refusal.Unavailable;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<SpikeCount>> CountAsync(SpikeQuery query, long place, CancellationToken cancellationToken)
    {
        if (!PostgresSpikePages.CanMatch(query)) return new SpikeCount(0, null, null);
        return await database.ReadAsync<SpikeCount>(
            async (connection, token) => await PostgresSpikePages.CountAsync(connection, query, place, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<IReadOnlyList<SpikeRow>>> FindAsync(
        Caller caller, StoreKey? store, string idOrPrefix, CancellationToken cancellationToken)
    {
        if (!caller.IsAuthenticated || !PostgresText.CanHold(idOrPrefix) || !PostgresText.CanHold(store?.Id))
            return new Outcome<IReadOnlyList<SpikeRow>> { Value = [] };
        return await database.ReadAsync(
            async (connection, token) => new Outcome<IReadOnlyList<SpikeRow>>
            {
                Value = await FindAsync(connection, caller, store?.ToString(), idOrPrefix, token),
            },
            cancellationToken);
    }

    private static async Task<List<SpikeRow>> FindAsync(
        NpgsqlConnection connection, Caller caller, string? store, string idOrPrefix, CancellationToken cancellationToken)
    {
        var account = caller.Account?.Value ?? "";
        var exact = await connection.ListAsync(SelectExact, Read, cancellationToken, caller.IsAdmin, account, store, idOrPrefix);
        if (exact.Count > 0 || idOrPrefix.Length < MinPrefix) return exact;

        // Ids are ASCII: everything that begins with the prefix sorts below the prefix followed by the last code point.
        return await connection.ListAsync(
            SelectPrefix, Read, cancellationToken, caller.IsAdmin, account, store, idOrPrefix, idOrPrefix + "\U0010FFFF", MaxFound);

        SpikeRow Read(NpgsqlDataReader row) => SpikeRows.Read(row, caller, isExport: false);
    }

    private static string? CounterOf(StoreKind kind) => kind switch
    {
        StoreKind.Share => "shares",
        StoreKind.Project => "projects",
        StoreKind.Unregistered => null,
    };

    private static string DeleteCounted(string table) =>
        $"WITH gone AS ({DeleteRow} RETURNING 1) UPDATE {table} SET spike_count = spike_count - 1 WHERE id = $3 AND EXISTS (SELECT 1 FROM gone)";

    private static NpgsqlBatchCommand BatchCommand(string sql, params ReadOnlySpan<string> arguments)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var argument in arguments) command.Parameters.Add(new NpgsqlParameter { Value = argument });
        return command;
    }
}
