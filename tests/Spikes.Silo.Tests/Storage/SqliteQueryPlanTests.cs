using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Silo.Storage.Sqlite;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Every list walks an index in the list's order: a page costs the same in a large database.</summary>
public sealed class SqliteQueryPlanTests
{
    private static readonly StoreKey Key = StoreKey.Unregistered("my-project");

    [Theory]
    [InlineData("store", "spikes_store")]
    [InlineData("export", "spikes_store")]
    [InlineData("admin", "spikes_all")]
    [InlineData("account", "spikes_owner,spikes_submitter")]
    public async Task ReadPage_EveryShape_WalksItsIndexWithoutSorting(string shape, string indexes)
    {
        await using var storage = await SqliteHarness.OpenAsync();
        SpikeFilter[] filters = [SpikeFilter.None, new("Home", "r1", "love", true)];
        SpikeCursor?[] cursors = [null, new(1, "a")];
        foreach (var filter in filters)
        {
            foreach (var after in cursors)
            {
                var caller = shape == "account" ? Caller.For(Alice) : Caller.Admin;
                StoreKey? store = shape is "store" or "export" ? Key : null;
                var query = new SpikeQuery(caller, store, filter, after, 100, 1) { IsExport = shape == "export" };
                var plan = Explain(storage, query);

                Assert.All(indexes.Split(','), index => Assert.Contains(index, plan, StringComparison.Ordinal));
                Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
                if (after is not null) Assert.Contains("(received_at,id)<", plan, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Downgrade_Webhooks_AreFoundByTheirIndex()
    {
        await using var storage = await SqliteHarness.OpenAsync();
        using var session = storage.Database.OpenReader();
        var plan = session.List("EXPLAIN QUERY PLAN " + SqliteTiers.RemoveWebhooks, row => row.GetString(3), ("@owner", Alice.Value));
        Assert.Contains("shares_webhook (owner=?)", Assert.Single(plan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhooks_CallsThatWait_AreFoundByTheirIndexes()
    {
        await using var storage = await SqliteHarness.OpenAsync();
        using var session = storage.Database.OpenReader();
        (string, object?)[] take = [("@until", 9L), ("@now", 7L), ("@few", 8), ("@except", "[]"), ("@max", 64)];
        const string byShare = "webhook_outbox_share (share>?)", byId = "sqlite_autoindex_webhook_outbox_1 (id=?)";
        AssertLooks(SqliteWebhookOutbox.Take, take, byShare, byId, "webhook_outbox_share (share=? AND next_attempt_at<?)");
        AssertLooks(SqliteWebhookOutbox.SelectNext, take[3..4], byShare, "webhook_outbox_share (share=?)");
        AssertLooks(SqliteWebhookOutbox.RemoveSome, [("@share", "s"), ("@limit", 9)], byId, "webhook_outbox_share (share=?)");

        // Everything that is walked is named: the table by any alias, and at d and o each look has its condition.
        void AssertLooks(string sql, (string, object?)[] arguments, params string[] looks)
        {
            var plan = session.List("EXPLAIN QUERY PLAN " + sql, row => row.GetString(3), arguments);
            Assert.All(looks, look => Assert.Contains(plan, step => step.EndsWith(look, StringComparison.Ordinal)));
            Assert.All(plan, step => Assert.Matches("^(?!SCAN (?!s$|json_each ))(?!SEARCH [do] USING [^(]*$)", step));
        }
    }

    private static string Explain(SqliteHarness storage, SpikeQuery query)
    {
        var arguments = new List<(string Name, object? Value)>();
        var sql = SpikePages.Sql(query, null, arguments);
        using var session = storage.Database.OpenReader();
        return string.Join('\n', session.List("EXPLAIN QUERY PLAN " + sql, row => row.GetString(3), [.. arguments]));
    }
}
