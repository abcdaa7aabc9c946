using Npgsql;
using NpgsqlTypes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>The committer's own connection: a batch is two round trips, each of prepared statements.</summary>
internal sealed class CommitConnection : IAsyncDisposable
{
    // Plans are made once, perhaps on empty tables, and kept: they may use nothing that is slow on full ones. A silo that is paused
    // inside a transaction loses it, and with it the locks that others wait for.
    private const string Settings =
        "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off; SET enable_sort = on; "
        + "SET plan_cache_mode = force_generic_plan; SET lock_timeout = 1000; SET idle_in_transaction_session_timeout = 2000";

    private const string LockShares =
        "SELECT h.id, h.owner, coalesce(a.tier, 0), h.spike_count, h.last_received_at, h.deleted_at IS NOT NULL FROM shares h "
        + "LEFT JOIN accounts a ON a.id = h.owner WHERE h.id = ANY($1) ORDER BY h.id FOR UPDATE OF h";

    // Keys without a row to lock. Whoever gives such a key to another store takes the same lock.
    private const string LockKeys = "SELECT pg_advisory_xact_lock(hashtextextended('key/' || k.key, 0)) FROM unnest($1) AS k(key)";

    // Scalar subqueries leave the planner no choice of an order: each is one look into one index.
    private const string SelectKeys =
        "SELECT k.key, (SELECT n.name FROM names n WHERE n.name = k.key) IS NOT NULL, "
        + "coalesce((SELECT s.received_at FROM spikes s WHERE s.store = 'key/' || k.key ORDER BY s.received_at DESC, s.id DESC LIMIT 1), 0) "
        + "FROM unnest($1) AS k(key)";

    private const string SelectRows =
        "SELECT s.id, s.store, s.received_at, s.owner, s.submitter, (SELECT p.store FROM purges p WHERE p.store = s.store) IS NOT NULL "
        + "FROM spikes s WHERE s.id = ANY($1)";

    private const string SelectClients =
        "SELECT c.store, c.client, (SELECT s.id FROM spikes s WHERE s.store = c.store AND s.client_id = c.client) "
        + "FROM unnest($1, $2) AS c(store, client)";

    private const string CountRows =
        "UPDATE shares h SET spike_count = h.spike_count + c.added, last_received_at = c.last "
        + "FROM unnest($1, $2, $3) AS c(id, added, last) WHERE h.id = c.id";

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBatch _begin;
    private readonly NpgsqlBatch _store;
    private readonly NpgsqlBatch _storeShares;

    private CommitConnection(NpgsqlConnection connection)
    {
        _connection = connection;
        _begin = Batch(
            Command("BEGIN"),
            Command(LockShares, Texts()),
            Command(LockKeys, Texts()),
            Command(SelectKeys, Texts()),
            Command(SelectRows, Texts()),
            Command(SelectClients, Texts(), Texts()));
        _store = Batch(Command(SpikeArrays.Insert, [.. SpikeArrays.CreateParameters()]), Command("COMMIT"));
        _storeShares = Batch(
            Command(SpikeArrays.Insert, [.. SpikeArrays.CreateParameters()]),
            Command(CountRows, Texts(), Array<int>(NpgsqlDbType.Integer), Array<long>(NpgsqlDbType.Bigint)),
            Command("COMMIT"));
    }

    /// <summary>The statements whose plans must never scan; for tests.</summary>
    public static IReadOnlyList<string> Planned => [LockShares, SelectKeys, SelectRows, SelectClients, CountRows];

    /// <summary>The settings under which they are planned.</summary>
    public static string PlanSettings => Settings;

    /// <summary>Opens and prepares.</summary>
    public static async Task<CommitConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = new CommitConnection(await source.OpenConnectionAsync(cancellationToken));
        try
        {
            await using var settings = new NpgsqlCommand(Settings, connection._connection);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            await connection._begin.PrepareAsync(cancellationToken);
            await connection._store.PrepareAsync(cancellationToken);
            await connection._storeShares.PrepareAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction, locks the stores and reads what is known about the batch.</summary>
    public async Task<SubmitFacts> BeginAsync(SubmitQuestions questions, CancellationToken cancellationToken)
    {
        Set(_begin, 1, questions.Shares);
        Set(_begin, 2, questions.Keys);
        Set(_begin, 3, questions.Keys);
        Set(_begin, 4, questions.Ids);
        Set(_begin, 5, questions.ClientStores, questions.Clients);
        await using var reader = await _begin.ExecuteReaderAsync(cancellationToken);
        return await ReadFactsAsync(reader, cancellationToken);
    }

    /// <summary>Inserts, counts and commits.</summary>
    public async Task StoreAsync(SubmitPlan plan, CancellationToken cancellationToken)
    {
        var shares = plan.Shares;
        var batch = shares.Count == 0 ? _store : _storeShares;
        SpikeArrays.Fill(batch.BatchCommands[0].Parameters, plan.Rows);
        if (shares.Count > 0)
        {
            var parameters = batch.BatchCommands[1].Parameters;
            ((NpgsqlParameter<string[]>)parameters[0]).TypedValue = [.. shares.Select(share => share.Id)];
            ((NpgsqlParameter<int[]>)parameters[1]).TypedValue = [.. shares.Select(share => share.Added)];
            ((NpgsqlParameter<long[]>)parameters[2]).TypedValue = [.. shares.Select(share => share.LastReceivedAt)];
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ends the transaction without a change.</summary>
    public async Task RollbackAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("ROLLBACK", _connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _begin.DisposeAsync();
        await _store.DisposeAsync();
        await _storeShares.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<SubmitFacts> ReadFactsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var facts = new SubmitFacts();
        await EachAsync(row => facts.Shares.Add(row.GetString(0), ReadShare(row)));
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await EachAsync(row => facts.Keys.Add(row.GetString(0), new KeyFact(row.GetBoolean(1), row.GetInt64(2))));
        await reader.NextResultAsync(cancellationToken);
        await EachAsync(row => facts.Rows.Add(
            row.GetString(0), new RowFact(row.GetString(1), row.GetInt64(2), Text(row, 3), Text(row, 4), row.GetBoolean(5))));
        await reader.NextResultAsync(cancellationToken);
        await EachAsync(row =>
        {
            if (Text(row, 2) is { } id) facts.Clients.Add((row.GetString(0), row.GetString(1)), id);
        });
        return facts;

        async Task EachAsync(Action<NpgsqlDataReader> read)
        {
            while (await reader.ReadAsync(cancellationToken)) read(reader);
        }
    }

    private static ShareFact ReadShare(NpgsqlDataReader row) => new(
        row.GetBoolean(5)
            ? SpikeTarget.Missing
            : new SpikeTarget(TargetState.Open, row.GetString(1), (Tier)row.GetInt32(2), row.GetInt64(3)),
        row.GetInt64(4));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private NpgsqlBatch Batch(params ReadOnlySpan<NpgsqlBatchCommand> commands)
    {
        var batch = _connection.CreateBatch();
        foreach (var command in commands) batch.BatchCommands.Add(command);
        return batch;
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter<T[]> Array<T>(NpgsqlDbType type) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [] };

    private static NpgsqlParameter<string[]> Texts() => Array<string>(NpgsqlDbType.Text);

    private static void Set(NpgsqlBatch batch, int command, params ReadOnlySpan<string[]> values)
    {
        for (var i = 0; i < values.Length; i++)
            ((NpgsqlParameter<string[]>)batch.BatchCommands[command].Parameters[i]).TypedValue = values[i];
    }
}
