using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Silo.Tests.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Process;

public sealed class GraceEndTests
{
    private const string WithWebhook = "shares WHERE webhook_url IS NOT NULL OR webhook_secret IS NOT NULL";

    /// <summary>After the start of the process, on a busy machine too.</summary>
    private static readonly TimeSpan Left = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Grace_Over_TakesTheWebhooksAwayWithoutAnyRequest()
    {
        await using var storage = await SqliteHarness.OpenAsync();
        var end = TimeProvider.System.GetUtcNow() + Left;
        storage.Time.SetUtcNow(end - StripeRules.Grace);
        var failed = new StripeEvent("evt_1", StripeEventKind.PaymentFailed, storage.Time.GetUtcNow(), "sub_1", null, null, false, false);
        (await storage.Accounts.ApplyAsync("cus_1", failed, Alice, Token)).Value();
        var command = new CreateShare(Alice, "demo", false, null) { WebhookUrl = "https://hook.example/", SealedWebhookSecret = "sealed" };
        var files = await storage.Shares.StageAsync("u1", ("index.html", "Hi"));
        (await storage.Shares.PublishAsync(command, "u1", files, null, Token)).Value();

        await using var spikes = await SpikesProcess.StartAsync(storage.Folder);
        Assert.True(TimeProvider.System.GetUtcNow() < end, "the process needed too long to start");
        Assert.Equal(1, await storage.CountRowsAsync(WithWebhook));

        await Eventually.IsTrueAsync("the webhook is gone", async () => await storage.CountRowsAsync(WithWebhook) == 0, Limit);
        Assert.True(TimeProvider.System.GetUtcNow() >= end, "the grace ended too early");
        Assert.Equal(AccountTier.Free, (await storage.Accounts.FindAsync(Alice, Token)).Value().Tier);
    }
}
