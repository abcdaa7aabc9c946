using Npgsql;
using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Silo.Tests.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Process;

/// <summary>A grace that is over takes the webhooks away without any request, and not before its end.</summary>
public sealed class GraceEndTests
{
    private const string WithWebhook = "shares WHERE webhook_url IS NOT NULL OR webhook_secret IS NOT NULL";

    /// <summary>After the start of the process, on a busy machine too.</summary>
    private static readonly TimeSpan LeftAtStart = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LeftOnceReady = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>In whole milliseconds, as the rows have their ends.</summary>
    private static DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    [Fact]
    public async Task Local_GraceOver_TakesTheWebhooksAway()
    {
        await using var storage = await SqliteHarness.OpenAsync();
        var end = Now + LeftAtStart;
        storage.Time.SetUtcNow(end - StripeRules.Grace);
        await BeginGraceAsync(storage, storage.Time.GetUtcNow());

        await using var spikes = await SpikesProcess.StartAsync(storage.Folder);
        await EndsAtAsync(storage, end);
    }

    [Fact]
    public async Task Silo_GraceOver_TakesTheWebhooksAway()
    {
        var server = await PostgresServer.CreateAsync("fsync=off");
        await using var storage = await PostgresHarness.OpenOnAsync(server);
        await BeginGraceAsync(storage, Now);

        // While another holds the row of a grace that is over, a silo looks every 100 ms. So it has many chances to end Alice's grace too
        // early, and her end can be set when the silo is ready: the test need not guess how long a silo takes to start.
        await FailAsync(storage, "cus_2", Bob, Now);
        await SetEndAsync(storage, Bob, Now - LeftAtStart);
        await using var holder = new NpgsqlConnection(storage.ConnectionString);
        await holder.OpenAsync(Token);
        await using var held = await holder.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand($"SELECT FROM accounts WHERE id = '{Bob}' FOR UPDATE", holder);
        await hold.ExecuteNonQueryAsync(Token);

        await using var cluster = SpikesCluster.On(server, storage.ConnectionString);
        await cluster.StartSiloAsync();
        var end = Now + LeftOnceReady;
        await SetEndAsync(storage, Alice, end);
        await EndsAtAsync(storage, end);
    }

    private static async Task BeginGraceAsync(StorageHarness storage, DateTimeOffset now)
    {
        await FailAsync(storage, "cus_1", Alice, now);
        var command = new CreateShare(Alice, "demo", false, null) { WebhookUrl = "https://hook.example/", SealedWebhookSecret = "sealed" };
        var files = await storage.Shares.StageAsync("u1", ("index.html", "Hi"));
        (await storage.Shares.PublishAsync(command, "u1", files, null, Token)).Value();
    }

    private static async Task FailAsync(StorageHarness storage, string customer, AccountId account, DateTimeOffset now)
    {
        var failed = new StripeEvent("evt_" + customer, StripeEventKind.PaymentFailed, now, "sub_1", null, null, false, false);
        (await storage.Accounts.ApplyAsync(customer, failed, account, Token)).Value();
    }

    private static async Task SetEndAsync(PostgresHarness storage, AccountId account, DateTimeOffset end) => Assert.NotNull(await storage.ScalarAsync(
        FormattableString.Invariant($"UPDATE accounts SET grace_ends_at = {end.ToUnixTimeMilliseconds()} WHERE id = '{account}' RETURNING id")));

    private static async Task EndsAtAsync(StorageHarness storage, DateTimeOffset end)
    {
        Assert.Equal(1, await storage.CountRowsAsync(WithWebhook));
        Assert.True(Now < end, "the grace was over before the test could look");

        await Eventually.IsTrueAsync("the webhook is gone", async () => await storage.CountRowsAsync(WithWebhook) == 0, Limit);
        Assert.True(Now >= end, "the grace ended too early");
        Assert.Equal(AccountTier.Free, (await storage.Accounts.FindAsync(Alice, Token)).Value().Tier);
    }
}
