using Npgsql;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Silo.Storage.Postgres;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Every list walks an index in the list's order, and the committer's kept plans look into indexes only.</summary>
public sealed class PostgresQueryPlanTests
{
    private const string ManyRows =
        "INSERT INTO spikes (id, store, received_at, owner, submitter, type, project_key, page, url, reviewer_id, reviewer_name, comments) "
        + "SELECT 'id-' || i, 'key/' || CASE i % 3 WHEN 0 THEN 'my-project' ELSE 'key-' || i % 500 END, i / 5, "
        + "CASE i % 4 WHEN 0 THEN $1 ELSE 'user/' || i % 100 END, CASE i % 5 WHEN 0 THEN $1 END, 'page', 'p', 'Page ' || i % 1000, '', 'r', 'R', "
        + "repeat('x', 100) FROM generate_series(1, 60000) AS i";

    private static readonly StoreKey Key = StoreKey.Unregistered("my-project");

    [Theory]
    [InlineData("store", "spikes_store", true)]
    [InlineData("store", "spikes_store", false)]
    [InlineData("export", "spikes_store", false)]
    [InlineData("admin", "spikes_all", true)]
    [InlineData("admin", "spikes_all", false)]
    [InlineData("account", "spikes_owner,spikes_submitter", true)]
    [InlineData("account", "spikes_owner,spikes_submitter", false)]
    public async Task ReadPage_EveryShapeWithManyRows_WalksItsIndexWithoutSorting(string shape, string indexes, bool isAnalyzed)
    {
        await using var storage = await PostgresHarness.OpenAsync();
        await using var connection = await storage.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await FillAsync(connection, isAnalyzed);
        SpikeFilter[] filters = [SpikeFilter.None, new("Page 7"), new("Home", "r1", "love", true)];
        foreach (var filter in filters)
        {
            foreach (var after in new SpikeCursor?[] { null, new(9000, "id-5") })
            {
                var caller = shape == "account" ? Caller.For(Alice) : Caller.Admin;
                StoreKey? store = shape is "store" or "export" ? Key : null;
                var query = new SpikeQuery(caller, store, filter, after, 100, 1) { IsExport = shape == "export" };
                NpgsqlCommand[] commands =
                [
                    PageStatement.Rows(query, null), PageStatement.Rows(query, new(5000, "a")), PageStatement.Bound(query),
                    PageStatement.Count(query, null), PageStatement.Count(query, new(5000, "a")),
                ];
                foreach (var command in commands)
                {
                    await using var _ = command;
                    command.Connection = connection;
                    var plan = await ExplainAsync(command);
                    Assert.All(indexes.Split(','), index => Assert.Contains(index, plan, StringComparison.Ordinal));
                    AssertNoDetour(plan);
                    if (after is not null) Assert.Contains(shape == "admin" ? "ROW((received_at + 0), id) < ROW" : "ROW(received_at, id) < ROW", plan, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Place_OfAPageByNumber_WalksTheIndexOfItsStoreWithoutSorting(bool isAnalyzed)
    {
        await using var storage = await PostgresHarness.OpenAsync();
        await using var connection = await storage.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await FillAsync(connection, isAnalyzed);
        foreach (var filter in new[] { SpikeFilter.None, new("Page 7"), new("Home", null, "love", true) })
        {
            var query = new SpikeQuery(Caller.For(Alice), Key, filter, new(9000, "id-5"), 100, 1);
            await using var command = PageStatement.Place(query, new(5000, "a"), 250);
            command.Connection = connection;
            var plan = await ExplainAsync(command);
            Assert.Contains("spikes_store", plan, StringComparison.Ordinal);
            AssertNoDetour(plan);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TakeOver_OfManyRows_WalksTheIndexOfTheKeyAndFindsEachRowById(bool isAnalyzed)
    {
        await using var storage = await PostgresHarness.OpenAsync();
        await using var connection = await storage.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await FillAsync(connection, isAnalyzed);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, PostgresProjectRows.PlanByIndex);

        var plan = await ExplainAsync(
            connection, PostgresProjectRows.TakeOver, "project/1", Alice.Value, Key.ToString(), 500L, "id-1", 10_000);

        Assert.Contains("spikes_store", plan, StringComparison.Ordinal);
        Assert.Contains("spikes_pkey", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Join Filter", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Downgrade_WebhooksAndGraces_AreFoundByTheirIndexes()
    {
        await using var storage = await PostgresHarness.OpenAsync();
        await using var connection = await storage.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(
            connection,
            "INSERT INTO shares (id, owner, created_at, deleted_at, webhook_url) SELECT 'id-' || i, 'user/' || i % 1000, i, i, "
            + "CASE i % 100 WHEN 0 THEN 'https://hook.example/' END FROM generate_series(1, 20000) AS i; "
            + "INSERT INTO accounts (id) SELECT DISTINCT owner FROM shares; ANALYZE shares; ANALYZE accounts");
        await ExecuteAsync(connection, PostgresTiers.PlanWithSort);

        string[] owners = [Alice.Value, "user/7"];
        var webhooks = await ExplainAsync(connection, PostgresTiers.LockWebhooks, [owners]);
        Assert.Contains("shares_webhook", webhooks, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", webhooks, StringComparison.Ordinal);

        var graces = await ExplainAsync(connection, PostgresTiers.EndGraces, owners, 7L);
        Assert.Contains("accounts_grace", graces, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", graces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhooks_CallsThatWait_AreFoundByTheirIndexes()
    {
        await using var storage = await PostgresHarness.OpenAsync();
        await using var connection = await storage.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(
            connection,
            "INSERT INTO webhook_outbox (id, share, body, queued_at, next_attempt_at) SELECT 'msg_' || i, 'share-' || i % 500, '{}', i, i "
            + "FROM generate_series(1, 20000) AS i; ANALYZE webhook_outbox");

        string[] busy = ["share-1", "share-2"];
        var take = await ExplainAsync(connection, PostgresWebhookOutbox.Take, 15_000L, 99_000L, 64, busy, 8);
        Assert.Matches(@"Index Cond: \(\(share = s\w*\.share\) AND \(next_attempt_at <= '15000'::bigint\)\)", take);
        Assert.Contains("webhook_outbox_pkey", take, StringComparison.Ordinal);
        // Executed: the look from share to share is not shown before.
        var next = await ExplainAsync(connection, "ANALYZE " + PostgresWebhookOutbox.SelectNext, [busy]);
        Assert.Matches(@"Index Cond: \(share > s\w*\.share\)", next);
        Assert.Matches(@"Index Cond: \(share = s\w*\.share\)", next);
        var remove = await ExplainAsync(connection, PostgresWebhookOutbox.RemoveSome, "share-7", 1000);
        Assert.Contains("webhook_outbox_share", remove, StringComparison.Ordinal);
        Assert.All([take, next, remove], plan => Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Projects_ListAndKey_UseTheirIndexes()
    {
        await using var storage = await PostgresHarness.OpenAsync();
        await using var connection = await storage.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await FillAsync(connection, isAnalyzed: true);
        await ExecuteAsync(
            connection,
            "INSERT INTO projects (id, key, owner, allowed_origins, created_at) "
            + "SELECT 'id-' || i, 'mine-' || i, 'user/' || i % 100, '', i FROM generate_series(1, 20000) AS i; "
            + "INSERT INTO names (name, store) SELECT key, 'project/' || id FROM projects; ANALYZE projects");

        var list = await ExplainAsync(connection, PostgresProjectRows.SelectPage, "user/7", 20, 40L);
        Assert.Contains("projects_owner", list, StringComparison.Ordinal);
        Assert.Contains("spikes_store", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", list, StringComparison.Ordinal);

        var single = await ExplainAsync(connection, PostgresProjectRows.SelectByKey, "mine-7", "user/7");
        Assert.Contains("projects_key_key", single, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", single, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GrainState_RemovalOfAKind_WalksTheIndexOfAges()
    {
        await using var storage = await PostgresHarness.OpenAsync();
        await using var connection = await storage.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(
            connection,
            "INSERT INTO OrleansStorage (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, GrainIdExtensionString, ServiceId, Version) "
            + "SELECT i, 1, 0, 0, 'state', CASE i % 3 WHEN 0 THEN 'login/' ELSE 'token/' END || i, 's', 1 FROM generate_series(1, 20000) AS i; "
            + "ANALYZE OrleansStorage");

        var plan = await ExplainAsync(connection, PostgresGrainStateRows.Remove, "login", DateTimeOffset.UnixEpoch, 1000);

        Assert.Contains("orleansstorage_age", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_PlansMadeOnEmptyTables_LookIntoIndexesOnly()
    {
        await using var storage = await PostgresHarness.OpenAsync();
        await using var connection = await storage.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, CommitConnection.PlanSettings);
        var plans = new List<string>();
        const string counts = "text[], integer[], bigint[]";
        string[] types =
        [
            "text[]", "text[]", "text[]", "text[]", "text[], text[]", counts, counts,
            "text[], text[], text[]", "text[]", "text[]", "text[]", "text[], integer[], bigint[], bigint[]",
            "text[]", "text[]", "text[]", "text[]", "text[]", "text[]",
        ];
        foreach (var (statement, parameters) in CommitConnection.Planned.Zip(types))
        {
            var number = plans.Count;
            await ExecuteAsync(connection, $"PREPARE s{number} ({parameters}) AS {statement}");
            var values = string.Join(", ", parameters.Split(", ").Select(_ => "'{}'"));
            await using var command = new NpgsqlCommand($"EXECUTE s{number} ({values})", connection);
            plans.Add(await ExplainAsync(command));
        }

        string[] indexes =
        [
            "shares_pkey,accounts_pkey", "projects_pkey,accounts_pkey", "names_pkey,spikes_store", "spikes_pkey,purges_pkey", "spikes_client", "shares_pkey",
            "projects_pkey", "accounts_pkey,api_keys_pkey", "meters_pkey", "accounts_pkey", "api_keys_pkey", "meters_pkey",
            "shares_pkey,accounts_pkey", "shares_pkey", "projects_pkey,accounts_pkey", "projects_pkey", "meters_pkey", "meters_pkey",
        ];
        Assert.Equal(CommitConnection.Planned.Count, types.Length);
        foreach (var (plan, expected) in plans.Zip(indexes))
        {
            Assert.All(expected.Split(','), index => Assert.Contains(index, plan, StringComparison.Ordinal));
            Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
            Assert.All(
                plan.Split('\n').Where(line => line.Contains("Index", StringComparison.Ordinal) && line.Contains("using", StringComparison.Ordinal)),
                line => Assert.Contains("Index Cond", plan[plan.IndexOf(line, StringComparison.Ordinal)..], StringComparison.Ordinal));
        }
    }

    private static void AssertNoDetour(string plan)
    {
        Assert.DoesNotContain("Sort  (", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on spikes", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Bitmap", plan, StringComparison.Ordinal);
    }

    private static async Task FillAsync(NpgsqlConnection connection, bool isAnalyzed)
    {
        await using var command = new NpgsqlCommand(ManyRows, connection);
        command.Parameters.AddWithValue(Alice.Value);
        await command.ExecuteNonQueryAsync();
        if (isAnalyzed) await ExecuteAsync(connection, "ANALYZE spikes");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await ExplainAsync(command);
    }

    private static async Task<string> ExplainAsync(NpgsqlCommand command)
    {
        command.CommandText = "EXPLAIN " + command.CommandText;
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
