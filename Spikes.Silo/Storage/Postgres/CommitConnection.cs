using Npgsql;
using NpgsqlTypes;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Projects;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>
/// The committer's own connection: a batch is two round trips, three when an agent may pay for it, each of prepared statements.
/// </summary>
internal sealed class CommitConnection : IAsyncDisposable
{
    // Plans are made once, perhaps on empty tables, and kept: they may use nothing that is slow on full ones. A silo that is paused
    // inside a transaction loses it, and with it the locks that others wait for.
    private const string Settings =
        "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off; SET enable_sort = on; "
        + "SET plan_cache_mode = force_generic_plan; SET idle_in_transaction_session_timeout = 2000";

    private const string LockShares =
        "SELECT h.id, h.owner, h.spike_count, h.last_received_at, h.deleted_at IS NOT NULL, h.created_by, h.webhook_url IS NOT NULL, " + AccountRecords.TierColumns
        + " FROM shares h "
        + "LEFT JOIN accounts a ON a.id = h.owner WHERE h.id = ANY($1) ORDER BY h.id FOR UPDATE OF h";

    private const string LockProjects =
        "SELECT p.id, p.owner, p.allowed_origins, p.last_received_at, " + AccountRecords.TierColumns + " FROM projects p "
        + "LEFT JOIN accounts a ON a.id = p.owner WHERE p.id = ANY($1) ORDER BY p.id FOR UPDATE OF p";

    // Keys without a row to lock. Whoever gives such a key to another store takes the same lock.
    private const string LockKeys = "SELECT pg_advisory_xact_lock(hashtextextended('key/' || k.key, 0)) FROM unnest($1) AS k(key)";

    // The same without a wait: what another transaction holds is left out, and the ids that follow tell what that is.
    private const string SkipLocked = " SKIP LOCKED";
    private const string SelectShareIds = "SELECT h.id FROM shares h WHERE h.id = ANY($1)";
    private const string SelectProjectIds = "SELECT p.id FROM projects p WHERE p.id = ANY($1)";

    private const string TryLockKeys =
        "SELECT k.key FROM unnest($1) AS k(key) WHERE NOT pg_try_advisory_xact_lock(hashtextextended('key/' || k.key, 0))";

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

    private const string CountShares = "UPDATE shares" + Count;
    private const string CountProjects = "UPDATE projects" + Count;

    private const string Count =
        " AS h SET spike_count = h.spike_count + c.added, last_received_at = c.last "
        + "FROM unnest($1, $2, $3) AS c(id, added, last) WHERE h.id = c.id";

    private readonly NpgsqlConnection _connection;

    // Several of each, so that no batch pays for a statement that it does not need.
    private readonly NpgsqlBatch _begin;
    private readonly NpgsqlBatch _beginMore;
    private readonly NpgsqlBatch _beginFree;
    private readonly NpgsqlBatch _lockMeters;
    private readonly NpgsqlBatch _lockFreeMeters;
    private readonly NpgsqlBatch _find;
    private readonly NpgsqlBatch _store;
    private readonly NpgsqlBatch _storeShares;
    private readonly NpgsqlBatch _storeProjects;
    private readonly NpgsqlBatch _storeMeters;
    private readonly NpgsqlBatch _storeDeliveries;

    private CommitConnection(NpgsqlConnection connection)
    {
        _connection = connection;
        _begin = Batch(Begin(LockShares, LockKeys));
        _beginMore = Batch(Begin(LockShares, LockProjects, LockKeys, PostgresMeters.SelectAgents));
        _beginFree = Batch(Begin(
            LockShares + SkipLocked, SelectShareIds, LockProjects + SkipLocked, SelectProjectIds, TryLockKeys, PostgresMeters.SelectAgents));
        _lockMeters = Batch(LockMeters(PostgresMeters.Lock));
        _lockFreeMeters = Batch(LockMeters(PostgresMeters.LockFree, PostgresMeters.SelectIds));
        _find = Batch(Command(SelectRows, Texts()));
        _store = Batch(Store());
        _storeShares = Batch(Store(Counting(CountShares)));
        _storeProjects = Batch(Store(Counting(CountShares), Counting(CountProjects)));
        _storeMeters = Batch(Store(Counting(CountShares), Counting(CountProjects), Metering()));
        _storeDeliveries = Batch(Store(Counting(CountShares), Counting(CountProjects), Metering(), Queueing()));
    }

    /// <summary>The statements whose plans must never scan; for tests.</summary>
    public static IReadOnlyList<string> Planned =>
    [
        LockShares, LockProjects, SelectKeys, SelectRows, SelectClients, CountShares, CountProjects,
        PostgresMeters.Make, PostgresMeters.Lock, PostgresMeters.SelectAgents, PostgresMeters.SelectKeys, PostgresMeters.Update,
        LockShares + SkipLocked, SelectShareIds, LockProjects + SkipLocked, SelectProjectIds, PostgresMeters.LockFree, PostgresMeters.SelectIds,
    ];

    /// <summary>The settings under which they are planned.</summary>
    public static string PlanSettings => Settings;

    private NpgsqlBatch[] Batches =>
    [
        _begin, _beginMore, _beginFree, _lockMeters, _lockFreeMeters, _find, _store, _storeShares, _storeProjects, _storeMeters, _storeDeliveries,
    ];

    /// <summary>Opens and prepares.</summary>
    /// <param name="source">Where connections come from.</param>
    /// <param name="lockTimeout">How long a statement may wait for the lock of another.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CommitConnection> OpenAsync(NpgsqlDataSource source, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var connection = new CommitConnection(await source.OpenConnectionAsync(cancellationToken));
        try
        {
            var limit = FormattableString.Invariant($"; SET lock_timeout = {lockTimeout.TotalMilliseconds:0}");
            await using var settings = new NpgsqlCommand(Settings + limit, connection._connection);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            foreach (var batch in connection.Batches) await batch.PrepareAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction, locks the stores and reads what is known about the batch.</summary>
    /// <param name="questions">What to ask.</param>
    /// <param name="waits">False leaves out the stores that another transaction holds; they are <see cref="SubmitFacts.Held"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SubmitFacts> BeginAsync(SubmitQuestions questions, bool waits, CancellationToken cancellationToken)
    {
        var (shares, projects, keys, callers) = (questions.Shares, questions.Projects, questions.Keys, questions.Callers);
        var hasMore = projects.Length > 0 || callers.Length > 0;
        var batch = !waits ? _beginFree : hasMore ? _beginMore : _begin;
        string[][] asked = !waits ? [shares, shares, projects, projects, keys, callers]
            : hasMore ? [shares, projects, keys, callers]
            : [shares, keys];
        var number = 1;
        foreach (var ids in asked) Set(batch, number++, ids);
        Set(batch, number++, questions.Keys);
        Set(batch, number++, questions.Ids);
        Set(batch, number, questions.ClientStores, questions.Clients);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadFactsAsync(reader, hasMore, waits, cancellationToken);
    }

    /// <summary>Locks the meters of who may pay for the batch, after the stores, and reads what decides about them.</summary>
    /// <param name="questions">Whose meters.</param>
    /// <param name="waits">False leaves out the meters that another transaction holds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Budget> LockMetersAsync(BudgetQuestions questions, bool waits, CancellationToken cancellationToken)
    {
        var batch = waits ? _lockMeters : _lockFreeMeters;
        var number = 0;
        Set(batch, number++, questions.Agents, questions.Callers, questions.Keys);
        Set(batch, number++, questions.Meters);
        if (!waits) Set(batch, number++, questions.Meters);
        Set(batch, number++, questions.Callers);
        Set(batch, number, questions.Keys);
        var budget = new Budget();
        foreach (var agent in questions.Agents) budget.AddAgent(agent);
        Action<NpgsqlDataReader, Budget>[] reads = waits
            ? [PostgresMeters.ReadMeter, PostgresMeters.ReadAgent, PostgresMeters.ReadKey]
            : [PostgresMeters.ReadMeter, PostgresMeters.ReadId, PostgresMeters.ReadAgent, PostgresMeters.ReadKey];
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var read in reads)
        {
            while (await reader.ReadAsync(cancellationToken)) read(reader, budget);
            await reader.NextResultAsync(cancellationToken);
        }

        return budget;
    }

    /// <summary>Which of these ids have rows.</summary>
    public async Task<IReadOnlySet<string>> FindAsync(string[] ids, CancellationToken cancellationToken)
    {
        Set(_find, 0, ids);
        var found = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await _find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) found.Add(reader.GetString(0));
        return found;
    }

    /// <summary>Inserts, counts, charges, queues and commits.</summary>
    public async Task StoreAsync(SubmitPlan plan, CancellationToken cancellationToken)
    {
        var (shares, projects, meters) = (plan.Shares, plan.Projects, plan.Meters);
        var batch = plan.Deliveries.Count > 0 ? _storeDeliveries
            : meters.Count > 0 ? _storeMeters
            : projects.Count > 0 ? _storeProjects
            : shares.Count > 0 ? _storeShares
            : _store;
        // Each of these has the changes of the one before it, and COMMIT after them.
        var changes = batch.BatchCommands.Count - 2;
        SpikeArrays.Fill(batch.BatchCommands[0].Parameters, plan.Rows);
        if (changes > 0) Set(batch.BatchCommands[1], shares);
        if (changes > 1) Set(batch.BatchCommands[2], projects);
        if (changes > 2) Set(batch.BatchCommands[3], meters);
        if (changes > 3) Set(batch.BatchCommands[4], plan.Deliveries, plan.Now);
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
        foreach (var batch in Batches) await batch.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<SubmitFacts> ReadFactsAsync(
        NpgsqlDataReader reader, bool hasMore, bool waits, CancellationToken cancellationToken)
    {
        var facts = new SubmitFacts();
        await EachAsync(row => facts.AddShare(row.GetString(0), ReadShare(row)));
        if (!waits) await EachAsync(row => facts.AddHeld(StoreKey.Share(row.GetString(0)), facts.Shares));
        if (!waits || hasMore) await EachAsync(row => facts.AddProject(row.GetString(0), ReadProject(row)));
        if (!waits) await EachAsync(row => facts.AddHeld(StoreKey.Project(row.GetString(0)), facts.Projects));
        await EachAsync(row =>
        {
            if (!waits) facts.Held.Add(StoreKey.Unregistered(row.GetString(0)).ToString());
        });
        if (!waits || hasMore) await EachAsync(row => facts.AgentCallers.Add(row.GetString(0)));
        await EachAsync(row => facts.Keys.Add(row.GetString(0), new KeyFact(row.GetBoolean(1), row.GetInt64(2))));
        await EachAsync(row => facts.Rows.Add(
            row.GetString(0), new RowFact(row.GetString(1), row.GetInt64(2), Text(row, 3), Text(row, 4), row.GetBoolean(5))));
        await EachAsync(row =>
        {
            if (Text(row, 2) is { } id) facts.Clients.Add((row.GetString(0), row.GetString(1)), id);
        });
        return facts;

        async Task EachAsync(Action<NpgsqlDataReader> read)
        {
            while (await reader.ReadAsync(cancellationToken)) read(reader);
            await reader.NextResultAsync(cancellationToken);
        }
    }

    private static CountedFact ReadProject(NpgsqlDataReader row) =>
        new(SpikeTarget.Project(row.GetString(1), AccountRecords.ReadTier(row, 4), row.GetString(2)), row.GetInt64(3));

    private static CountedFact ReadShare(NpgsqlDataReader row) => new(
        row.GetBoolean(4)
            ? SpikeTarget.Missing
            : SpikeTarget.Share(row.GetString(1), AccountRecords.ReadTier(row, 7), row.GetInt64(2), Text(row, 5), row.GetBoolean(6)),
        row.GetInt64(3));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>Locks the rows of stores, then the keys, and looks.</summary>
    private static NpgsqlBatchCommand[] Begin(params IEnumerable<string> locks) =>
    [
        Command("BEGIN"),
        .. locks.Select(rows => Command(rows, Texts())),
        Command(SelectKeys, Texts()),
        Command(SelectRows, Texts()),
        Command(SelectClients, Texts(), Texts()),
    ];

    private static NpgsqlBatchCommand[] LockMeters(params IEnumerable<string> locks) =>
    [
        Command(PostgresMeters.Make, Texts(), Texts(), Texts()),
        .. locks.Select(rows => Command(rows, Texts())),
        Command(PostgresMeters.SelectAgents, Texts()),
        Command(PostgresMeters.SelectKeys, Texts()),
    ];

    private static NpgsqlBatchCommand[] Store(params ReadOnlySpan<NpgsqlBatchCommand> changes) =>
        [Command(SpikeArrays.Insert, [.. SpikeArrays.CreateParameters()]), .. changes, Command("COMMIT")];

    private static NpgsqlBatchCommand Counting(string count) => Command(count, Texts(), Integers(), Bigints());

    private static NpgsqlBatchCommand Metering() => Command(PostgresMeters.Update, Texts(), Integers(), Bigints(), Bigints());

    private static NpgsqlBatchCommand Queueing() => Command(PostgresWebhookOutbox.Insert, Texts(), Texts(), Texts(), Bigints());

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

    private static NpgsqlParameter<int[]> Integers() => Array<int>(NpgsqlDbType.Integer);

    private static NpgsqlParameter<long[]> Bigints() => Array<long>(NpgsqlDbType.Bigint);

    private static void Set(NpgsqlBatchCommand command, IReadOnlyList<KeyValuePair<string, Meter>> meters)
    {
        var parameters = command.Parameters;
        ((NpgsqlParameter<string[]>)parameters[0]).TypedValue = [.. meters.Select(meter => meter.Key)];
        ((NpgsqlParameter<int[]>)parameters[1]).TypedValue = [.. meters.Select(meter => meter.Value.Month)];
        ((NpgsqlParameter<long[]>)parameters[2]).TypedValue = [.. meters.Select(meter => meter.Value.Spikes)];
        ((NpgsqlParameter<long[]>)parameters[3]).TypedValue = [.. meters.Select(meter => meter.Value.Shares)];
    }

    private static void Set(NpgsqlBatchCommand command, IReadOnlyList<NewDelivery> deliveries, long now)
    {
        var parameters = command.Parameters;
        ((NpgsqlParameter<string[]>)parameters[0]).TypedValue = [.. deliveries.Select(delivery => delivery.Id)];
        ((NpgsqlParameter<string[]>)parameters[1]).TypedValue = [.. deliveries.Select(delivery => delivery.Share)];
        ((NpgsqlParameter<string[]>)parameters[2]).TypedValue = [.. deliveries.Select(delivery => delivery.Body)];
        ((NpgsqlParameter<long[]>)parameters[3]).TypedValue = [.. deliveries.Select(_ => now)];
    }

    private static void Set(NpgsqlBatchCommand command, IReadOnlyList<CountChange> changes)
    {
        var parameters = command.Parameters;
        ((NpgsqlParameter<string[]>)parameters[0]).TypedValue = [.. changes.Select(change => change.Id)];
        ((NpgsqlParameter<int[]>)parameters[1]).TypedValue = [.. changes.Select(change => change.Added)];
        ((NpgsqlParameter<long[]>)parameters[2]).TypedValue = [.. changes.Select(change => change.LastReceivedAt)];
    }

    private static void Set(NpgsqlBatch batch, int command, params ReadOnlySpan<string[]> values)
    {
        for (var i = 0; i < values.Length; i++)
            ((NpgsqlParameter<string[]>)batch.BatchCommands[command].Parameters[i]).TypedValue = values[i];
    }
}
