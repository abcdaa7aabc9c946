using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Transactions that meet: which locks they hold while they wait, and that none waits for one who waits for it.</summary>
public sealed class PostgresLockOrderTests : BudgetTests
{
    private const string HoldContents = "SELECT 1 FROM contents WHERE hash IS NOT NULL FOR UPDATE";
    private const string Deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";

    private PostgresHarness Silo => (PostgresHarness)Storage;

    [Fact]
    public async Task Publish_FilesTakeLong_ADowngradeMeanwhileDecidesAndPostsToTheNameGoOn()
    {
        await BecomeAsync(Alice, Tier.Pro);
        await Shares.UploadAsync(Bob, "first", ("a.txt", "same bytes"));
        Task<Outcome<ShareSummary>>? published = null;
        await HoldAsync(HoldContents, async () =>
        {
            published = PublishAsync("demo", 5, passwordHash: "hash");
            await WaitersAsync(1);
            await BecomeAsync(Alice, Tier.Free);
            await Spikes.StoreAsync(StoreKey.Unregistered("demo"));
            Assert.False(published.IsCompleted);
        });

        Assert.Equal(ErrorCode.UpgradeRequired, (await published!).Code());
        Assert.Equal(1, await Storage.CountRowsAsync("shares"));
    }

    [Fact]
    public async Task Publish_FilesTakeLong_AnotherShareOfTheOwnerIsMadeMeanwhileAndCounts()
    {
        await Shares.UploadAsync(Bob, "first", ("a.txt", "same bytes"));
        Task<Outcome<ShareSummary>>? published = null;
        await HoldAsync(HoldContents, async () =>
        {
            published = PublishAsync("slow", 1);
            await WaitersAsync(1);
            await Shares.UploadAsync(Alice, "quick", ("a.txt", "other bytes"));
            Assert.False(published.IsCompleted);
        });

        Assert.Equal(ErrorCode.ShareLimit, (await published!).Code());
        Assert.Equal(1, (await Accounts.CountAsync(Alice, Token)).Value().Shares);
    }

    [Fact]
    public async Task Publish_AccountIsFull_IsRefusedBeforeItsFilesAreLookedAt()
    {
        await Shares.UploadAsync(Bob, "first", ("a.txt", "same bytes"));
        await HoldAsync(HoldContents, async () =>
        {
            // The account has no row yet.
            Assert.Equal(ErrorCode.ShareLimit, (await PublishAsync("one", 0)).Code());
            Assert.Equal(ErrorCode.UpgradeRequired, (await PublishAsync("two", 0, passwordHash: "hash")).Code());
        });
    }

    [Fact]
    public async Task Link_WhileAShareOfTheKeyIsDeleted_IsNoDeadlock()
    {
        var key = AccountId.Key(await NewKeyAsync(null, null));
        var share = await Shares.UploadAsync(key, "demo");
        var before = await Silo.ScalarAsync(Deadlocks);
        Task<Outcome<ApiKeyRow>>? link = null;
        Task<Outcome<ShareSummary>>? delete = null;
        await HoldAsync($"SELECT 1 FROM accounts WHERE id = '{key}' FOR UPDATE", async () =>
        {
            link = Storage.ApiKeys.LinkAsync(key.Value["key/".Length..], Alice, Token);
            await WaitersAsync(1);
            delete = Shares.DeleteAsync(key, share.Id, Token);
            await WaitersAsync(2);
        });

        (await link!).Value();
        Assert.Equal(ErrorCode.NotFound, (await delete!).Code());
        Assert.Equal(share.Id, (await Shares.FindAsync(Alice, "demo", Token)).Value().Id);
        await AssertNoDeadlockSinceAsync(before);
    }

    [Fact]
    public async Task Publish_WhileTheShareWithItsNameIsDeleted_IsNoDeadlock()
    {
        var share = await Shares.UploadAsync(Alice, "demo");
        var before = await Silo.ScalarAsync(Deadlocks);
        Task<Outcome<ShareSummary>>? published = null;
        Task<Outcome<ShareSummary>>? delete = null;
        await HoldAsync("SELECT pg_advisory_xact_lock(hashtextextended('key/demo', 0))", async () =>
        {
            published = PublishAsync("demo", 5);
            await WaitersAsync(1);
            delete = Shares.DeleteAsync(Alice, share.Id, Token);
            await WaitersAsync(2);
        });

        Assert.StartsWith("demo-", (await published!).Value().Slug);
        (await delete!).Value();
        await AssertNoDeadlockSinceAsync(before);
    }

    protected override async Task<StorageHarness> OpenAsync()
    {
        // Longer than the second after which the server looks for a deadlock.
        var patience = TimeSpan.FromSeconds(20);
        return await PostgresHarness.OpenAsync(options => options with { LockTimeout = patience, StatementTimeout = patience });
    }

    private async Task<Outcome<ShareSummary>> PublishAsync(string slug, int maxShares, string? passwordHash = null)
    {
        var upload = Guid.NewGuid().ToString();
        var files = await Shares.StageAsync(upload, ("a.txt", "same bytes"));
        return await Shares.PublishAsync(
            new CreateShare(Alice, slug, false, null) { PasswordHash = passwordHash }, upload, files, maxShares, Token);
    }

    private async Task HoldAsync(string sql, Func<Task> meanwhile)
    {
        await using var connection = await Silo.Database.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
        await meanwhile();
        await transaction.RollbackAsync(Token);
    }

    private Task WaitersAsync(long count) => Eventually.IsTrueAsync(
        count + " wait for a lock",
        async () => count.Equals(await Silo.ScalarAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")));

    private async Task AssertNoDeadlockSinceAsync(object? before)
    {
        // Connections that are closed have reported what they met: a deadlock would be retried in silence.
        await Storage.ReopenAsync();
        Assert.Equal(before, await Silo.ScalarAsync(Deadlocks));
    }
}
