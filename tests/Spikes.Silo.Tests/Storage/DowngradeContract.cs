using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using static Spikes.Grains.Interfaces.Billing.StripeEventKind;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>What an account loses when it becomes free, and when graces end.</summary>
public abstract class DowngradeContract : StorageTests
{
    private const string WithWebhook = "shares WHERE webhook_url IS NOT NULL OR webhook_secret IS NOT NULL";

    private int _events;

    [Theory]
    [InlineData(SubscriptionEnded)]
    [InlineData(SubscriptionDeleted)]
    [InlineData(StripeEventKind.CustomerDeleted)]
    public async Task Apply_Downgrade_RemovesTheWebhooksOfAllShares(StripeEventKind kind)
    {
        await ApplyAsync(SubscriptionCreated, 1, Alice);
        await ApplyAsync(SubscriptionCreated, 1, Bob, "cus_2");
        await PublishAsync(Alice, "one");
        await PublishAsync(Alice, "two");
        var deleted = await PublishAsync(Alice, "deleted");
        (await Shares.DeleteAsync(Alice, deleted.Id, Token)).Value();
        await PublishAsync(Bob, "other");

        await ApplyAsync(kind, 2);

        Assert.Equal(1, await Storage.CountRowsAsync(WithWebhook));
        Assert.Equal(1, await Storage.CountRowsAsync(WithWebhook.Replace("WHERE", $"WHERE owner = '{Bob}' AND", StringComparison.Ordinal)));
        Assert.Equal(4, await Storage.CountRowsAsync("shares"));
    }

    [Theory]
    [InlineData(SubscriptionActive)]
    [InlineData(SubscriptionPastDue)]
    [InlineData(PaymentFailed)]
    public async Task Apply_NoDowngrade_KeepsTheWebhooks(StripeEventKind kind)
    {
        await ApplyAsync(SubscriptionCreated, 1, Alice);
        await PublishAsync(Alice, "one");

        await ApplyAsync(kind, 2);

        Assert.Equal(1, await Storage.CountRowsAsync(WithWebhook));
    }

    [Fact]
    public async Task Apply_CustomerMovesToAnotherUser_WhoPaidIsFree()
    {
        await ApplyAsync(SubscriptionCreated, 1, Alice);
        await PublishAsync(Alice, "one");

        var moved = await ApplyAsync(CheckoutCompleted, 2, Bob);

        Assert.Equal((Bob, Alice), (moved.Account, moved.Left));
        Assert.Equal(new PayingAccount(AccountTier.Free, null), await PayerAsync(Alice));
        Assert.Equal(new PayingAccount(new AccountTier(Tier.Pro, null), "cus_1"), await PayerAsync(Bob));
        Assert.Equal(0, await Storage.CountRowsAsync(WithWebhook));
    }

    [Fact]
    public async Task Apply_LeftByAnOldCustomer_KeepsWhatTheNewOnePaysFor()
    {
        await ApplyAsync(SubscriptionCreated, 1, Alice);
        await ApplyAsync(SubscriptionCreated, 2, Alice, "cus_2");
        await PublishAsync(Alice, "one");

        await ApplyAsync(CheckoutCompleted, 3, Bob);

        Assert.Equal(new PayingAccount(new AccountTier(Tier.Pro, null), "cus_2"), await PayerAsync(Alice));
        Assert.Equal(1, await Storage.CountRowsAsync(WithWebhook));
    }

    [Fact]
    public async Task EndGraces_AtTheirInstant_AreWrittenDownWithoutWebhooks()
    {
        await ApplyAsync(PaymentFailed, 1, Alice);
        Storage.Time.Advance(TimeSpan.FromHours(1));
        await ApplyAsync(PaymentFailed, 1, Bob, "cus_2");
        await PublishAsync(Alice, "one");
        await PublishAsync(Bob, "two");
        var firstEnd = Storage.Time.GetUtcNow() + StripeRules.Grace - TimeSpan.FromHours(1);

        Storage.Time.Advance(firstEnd - Storage.Time.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        var early = await EndGracesAsync();
        Assert.Equal((0, firstEnd), (early.Accounts.Count, early.Next));
        Assert.Equal(Tier.Grace, (await PayerAsync(Alice)).Tier.Given);

        Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        var first = await EndGracesAsync();
        Assert.Equal((Alice, firstEnd.AddHours(1)), (Assert.Single(first.Accounts), first.Next));
        Assert.Equal(new PayingAccount(AccountTier.Free, "cus_1"), await PayerAsync(Alice));
        Assert.Equal(Tier.Grace, (await PayerAsync(Bob)).Tier.Given);
        Assert.Equal(1, await Storage.CountRowsAsync(WithWebhook));

        Storage.Time.Advance(TimeSpan.FromHours(1));
        var second = await EndGracesAsync();
        Assert.Equal((Bob, null), (Assert.Single(second.Accounts), second.Next));
        Assert.Equal(0, await Storage.CountRowsAsync(WithWebhook));
        Assert.Empty((await EndGracesAsync()).Accounts);
    }

    /// <summary>Nobody came to it, as after an outage of the database: the event must not find a grace that still goes on.</summary>
    [Theory]
    [InlineData(PaymentSucceeded, Tier.Pro)]
    [InlineData(PaymentFailed, Tier.Grace)]
    [InlineData(SubscriptionActive, Tier.Pro)]
    [InlineData(SubscriptionPastDue, Tier.Grace)]
    [InlineData(SubscriptionEnded, Tier.Free)]
    public async Task Apply_AfterAGraceThatNobodyEnded_FindsNoWebhooks(StripeEventKind kind, Tier tier)
    {
        foreach (var (payer, customer) in new[] { (Alice, "cus_1"), (Bob, "cus_2") })
        {
            await ApplyAsync(PaymentFailed, 1, payer, customer);
            await PublishAsync(payer, "of-" + payer.Value);
        }

        Storage.Time.Advance(StripeRules.Grace - TimeSpan.FromMilliseconds(1));
        await ApplyAsync(PaymentSucceeded, 2, null, "cus_2");
        Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        var applied = await ApplyAsync(kind, 2);

        Assert.Equal(Alice, applied.Account);
        Assert.Equal(tier, (await PayerAsync(Alice)).Tier.At(Storage.Time.GetUtcNow()));
        Assert.Equal(1, await Storage.CountRowsAsync(WithWebhook));
        Assert.Equal(1, await Storage.CountRowsAsync(WithWebhook.Replace("WHERE", $"WHERE owner = '{Bob}' AND", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task EndGraces_ManyAtOnceOnSeveralSilos_EachEndsOnce()
    {
        const int Users = 230;
        for (var user = 0; user < Users; user++) await ApplyAsync(PaymentFailed, 1, AccountId.User("u" + user), "cus_u" + user);
        Storage.Time.Advance(StripeRules.Grace);

        var ended = new List<AccountId>();
        DateTimeOffset? next;
        do
        {
            var looks = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(EndGracesAsync, Token)));
            ended.AddRange(looks.SelectMany(look => look.Accounts));
            next = looks.Select(look => look.Next).Min();
        }
        while (next is not null);

        Assert.Equal(Users, ended.Count);
        Assert.Equal(Users, ended.Distinct().Count());
    }

    [Fact]
    public async Task Apply_DowngradesWhileSharesComeAndGo_AllSucceed()
    {
        for (var round = 0; round < 15; round++)
        {
            await ApplyAsync(SubscriptionActive, 2 * round, Alice);
            var shares = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => PublishAsync(Alice, $"old-{round}-{number}")));
            Task[] work =
            [
                .. Enumerable.Range(0, 3).Select(_ => Task.Run(() => ApplyAsync(SubscriptionEnded, (2 * round) + 1, Alice), Token)),
                .. Enumerable.Range(0, 3).Select(number => Task.Run(() => PublishOrBeRefusedAsync(Alice, $"new-{round}-{number}"), Token)),
                .. shares.Skip(2).Select(share => Task.Run(async () => (await Shares.DeleteAsync(Alice, share.Id, Token)).Value(), Token)),
                .. shares.Take(2).Select(share => Task.Run(() => Spikes.StoreAsync(StoreKey.Share(share.Id)), Token)),
            ];
            await Task.WhenAll(work);
            Assert.Equal(0, await Storage.CountRowsAsync(WithWebhook));
        }
    }

    private async Task<PayingAccount> PayerAsync(AccountId account) => (await Accounts.FindAsync(account, Token)).Value();

    private async Task<EndedGraces> EndGracesAsync() => (await Accounts.EndGracesAsync(Token)).Value();

    private async Task<AppliedEvent> ApplyAsync(StripeEventKind kind, long created, AccountId? named = null, string customer = "cus_1")
    {
        var userId = kind == CheckoutCompleted ? "named" : null;
        var next = new StripeEvent(
            "evt_" + Interlocked.Increment(ref _events), kind, DateTimeOffset.FromUnixTimeSeconds(created), "sub_1", userId, null, false, false);
        return (await Accounts.ApplyAsync(customer, next, named, Token)).Value();
    }

    private async Task<ShareSummary> PublishAsync(AccountId owner, string slug) => (await TryPublishAsync(owner, slug)).Value();

    /// <summary>Before the downgrade there is a share, after it a refusal, and nothing between.</summary>
    private async Task PublishOrBeRefusedAsync(AccountId owner, string slug)
    {
        var published = await TryPublishAsync(owner, slug);
        if (published.Refusal is not null) Assert.Equal(ErrorCode.UpgradeRequired, published.Code());
    }

    private async Task<Outcome<ShareSummary>> TryPublishAsync(AccountId owner, string slug)
    {
        var command = new CreateShare(owner, slug, false, null) { WebhookUrl = "https://hook.example/", SealedWebhookSecret = "sealed" };
        var uploadId = Guid.NewGuid().ToString();
        var files = await Shares.StageAsync(uploadId, ("index.html", slug));
        return await Shares.PublishAsync(command, uploadId, files, null, Token);
    }
}
