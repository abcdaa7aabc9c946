using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using static Spikes.Grains.Interfaces.Billing.StripeEventKind;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Tiers of accounts, and the events that change them, also when they race.</summary>
public abstract class AccountContract : StorageTests
{
    private const string Customer = "cus_1";

    private static readonly StripeEventKind[] AboutSubscriptions =
    [
        SubscriptionCreated, SubscriptionActive, SubscriptionPastDue, SubscriptionEnded, SubscriptionDeleted, PaymentFailed, PaymentSucceeded,
    ];

    [Fact]
    public async Task Find_AccountWithoutRow_IsFree() =>
        Assert.Equal(new PayingAccount(AccountTier.Free, null), await PayerAsync());

    [Fact]
    public async Task Apply_Subscription_GivesTheTierAndLinksAlsoAfterARestart()
    {
        Assert.Equal(Alice, (await ApplyAsync(Event("1", SubscriptionCreated, 1, isAgent: true), Alice)).Account);
        await Storage.ReopenAsync();

        Assert.Equal(new PayingAccount(new AccountTier(Tier.Agent, null), Customer), await PayerAsync());
        Assert.Equal(Alice, (await ApplyAsync(Event("2", SubscriptionDeleted, 2))).Account);
        Assert.Equal(new PayingAccount(AccountTier.Free, Customer), await PayerAsync());
    }

    [Fact]
    public async Task Apply_UnknownCustomer_IsKeptUntilACheckoutLinksIt()
    {
        Assert.Null((await ApplyAsync(Event("1", SubscriptionCreated, 2))).Account);
        Assert.Equal(AccountTier.Free, (await PayerAsync()).Tier);

        Assert.Equal(Alice, (await ApplyAsync(Event("2", CheckoutCompleted, 1) with { UserId = "alice" }, Alice)).Account);
        Assert.Equal(new PayingAccount(new AccountTier(Tier.Pro, null), Customer), await PayerAsync());
    }

    [Fact]
    public async Task Apply_SameEventAgain_ChangesNothing()
    {
        await ApplyAsync(Event("1", SubscriptionCreated, 1), Alice);
        await ApplyAsync(Event("2", SubscriptionEnded, 1));
        Assert.Equal(Alice, (await ApplyAsync(Event("3", SubscriptionActive, 1))).Account);
        Assert.Equal(Alice, (await ApplyAsync(Event("2", SubscriptionEnded, 1))).Account);

        Assert.Equal(Tier.Pro, (await PayerAsync()).Tier.Given);
        Assert.Equal(3, await Storage.CountRowsAsync("stripe_events"));
    }

    [Fact]
    public async Task Apply_EventThatLeftAnAccountComesAgain_NamesThatAccountAgain()
    {
        await ApplyAsync(Event("1", SubscriptionCreated, 1), Alice);
        var deleted = Event("2", StripeEventKind.CustomerDeleted, 2) with { Subscription = null };
        Assert.Equal(new AppliedEvent(null, Alice), await ApplyAsync(deleted));

        Assert.Equal(new AppliedEvent(null, Alice), await ApplyAsync(deleted));
    }

    [Fact]
    public async Task Apply_SameEventInParallel_IsAppliedOnce()
    {
        var graced = Event("1", PaymentFailed, 5);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ApplyAsync(graced, Alice), Token)));

        Assert.Equal(1, await Storage.CountRowsAsync("stripe_events"));
        Assert.Equal(1, await Storage.CountRowsAsync("stripe_customers"));
        Assert.Equal(new AccountTier(Tier.Grace, Storage.Time.GetUtcNow().AddDays(7)), (await PayerAsync()).Tier);
    }

    [Fact]
    public async Task Apply_EventWithoutCustomer_GivesTheTierAndLinksNoCustomer()
    {
        (await Accounts.ApplyAsync("user/alice", Event("1", SubscriptionCreated, 1), Alice, Token)).Value();

        Assert.Equal(new PayingAccount(new AccountTier(Tier.Pro, null), null), await PayerAsync());
    }

    [Fact]
    public async Task Apply_CheckoutsByOneAddressInParallel_LinkOneCustomer()
    {
        const int Checkouts = 8;
        for (var round = 1; round <= 10; round++)
        {
            var (buyer, prefix) = (AccountId.User("buyer-" + round), $"{round}-");
            await Task.WhenAll(Enumerable.Range(0, Checkouts).Select(number => Task.Run(
                () => ApplyAsync(Event(prefix + number, CheckoutCompleted, 1) with { Subscription = null }, buyer, "cus_" + prefix + number), Token)));

            Assert.Equal(round * Checkouts, await Storage.CountRowsAsync("stripe_customers"));
            Assert.Equal(round, await Storage.CountRowsAsync("stripe_customers WHERE account IS NOT NULL"));
        }
    }

    [Fact]
    public async Task Apply_EventThatChangesNoTier_NamesNobody()
    {
        Assert.Equal(new AppliedEvent(null), await ApplyAsync(Event("1", CheckoutCompleted, 1) with { UserId = "alice" }, Alice));
        Assert.Equal(new AppliedEvent(Alice), await ApplyAsync(Event("2", SubscriptionCreated, 2)));
        Assert.Equal(new AppliedEvent(null), await ApplyAsync(Event("3", PaymentSucceeded, 3)));
        Assert.Equal(new AppliedEvent(Alice), await ApplyAsync(Event("4", PaymentFailed, 5)));
        Assert.Equal(new AppliedEvent(null), await ApplyAsync(Event("5", SubscriptionActive, 4)));
        Assert.Equal(new AppliedEvent(null), await ApplyAsync(Event("6", SubscriptionPastDue, 6)));
        Assert.Equal(new AppliedEvent(Alice), await ApplyAsync(Event("7", SubscriptionEnded, 7)));
        Assert.Equal(new AppliedEvent(null), await ApplyAsync(Event("8", SubscriptionDeleted, 8)));
    }

    [Fact]
    public async Task Apply_EventOfACustomerThatPaysNoMore_NamesNobody()
    {
        await ApplyAsync(Event("1", SubscriptionCreated, 1), Alice);
        await ApplyAsync(Event("2", SubscriptionCreated, 2) with { Subscription = "sub_2" }, Alice, "cus_2");
        await ApplyAsync(Event("3", CheckoutCompleted, 3) with { UserId = "alice" }, Alice, "cus_2");

        Assert.Equal(new AppliedEvent(null), await ApplyAsync(Event("4", SubscriptionEnded, 4)));
        Assert.Equal(new AppliedEvent(null), await ApplyAsync(Event("5", CheckoutCompleted, 5) with { UserId = "bob" }, Bob));
    }

    [Fact]
    public async Task Apply_DeletedCustomer_IsUnlinked()
    {
        await ApplyAsync(Event("1", SubscriptionCreated, 1), Alice);
        Assert.Equal(Alice, (await ApplyAsync(Event("2", StripeEventKind.CustomerDeleted, 2))).Left);

        Assert.Equal(new PayingAccount(AccountTier.Free, null), await PayerAsync());
    }

    [Fact]
    public async Task Apply_EventsOfACustomerThatPaysNoMore_LeaveTheTierThatAnotherPays()
    {
        await ApplyAsync(Event("1", SubscriptionCreated, 1) with { Subscription = "sub_old" }, Alice);
        await ApplyAsync(Event("2", CheckoutCompleted, 2) with { UserId = "alice", Subscription = null }, Alice, "cus_2");
        await ApplyAsync(Event("3", SubscriptionCreated, 3, isAgent: true) with { Subscription = "sub_new" }, null, "cus_2");

        await ApplyAsync(Event("4", SubscriptionDeleted, 4) with { Subscription = "sub_old" });
        await ApplyAsync(Event("5", StripeEventKind.CustomerDeleted, 5) with { Subscription = null });
        Assert.Equal((new AccountTier(Tier.Agent, null), "cus_2"), ((await PayerAsync()).Tier, (await PayerAsync()).StripeCustomer));

        await ApplyAsync(Event("6", StripeEventKind.CustomerDeleted, 6) with { Subscription = null }, null, "cus_2");
        Assert.Equal((AccountTier.Free, null), ((await PayerAsync()).Tier, (await PayerAsync()).StripeCustomer));
    }

    [Fact]
    public async Task Apply_EveryOrderWithRepeats_EndsAsInOrder()
    {
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var (customer, account) = ("cus_r" + round, AccountId.User("r" + round));
            var events = Sequence(random, round, random.Next(2, 9)).ToList();
            var expected = InOrder(events);
            var arrivals = events.Concat(events.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(arrivals);
            foreach (var next in arrivals)
                (await Accounts.ApplyAsync(customer, next, next.UserId is null ? null : account, Token)).Value();

            var payer = (await Accounts.FindAsync(account, Token)).Value();
            Assert.True(
                expected == (payer.Tier.Given, payer.StripeCustomer is not null),
                $"round {round}: {string.Join(", ", arrivals.Select(next => $"{next.Kind} {next.Created.ToUnixTimeSeconds()}"))}: "
                + $"{payer.Tier.Given}, {payer.StripeCustomer}; in order {expected}");
        }
    }

    [Fact]
    public async Task Grace_End_CountsAtItsInstantForSpikesAndShares()
    {
        var share = StoreKey.Share((await Shares.UploadAsync(Alice, "demo", ("index.html", "Hi"))).Id);
        Storage.Limits.FreeSpikesPerShare = 1;
        await Spikes.StoreAsync(share);
        await ApplyAsync(Event("1", PaymentFailed, 1), Alice);
        await Spikes.StoreAsync(share);
        await Shares.UploadAsync(Alice, "more");

        Storage.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1));
        await Spikes.StoreAsync(share);
        Assert.Equal(Tier.Grace, (await Shares.OpenFileAsync("demo", "", Token)).Value().OwnerTier);

        Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ErrorCode.SpikeLimit, (await Spikes.SubmitAsync(share)).Outcome.Refusal!.Code);
        Assert.Equal(Tier.Free, (await Shares.OpenFileAsync("demo", "", Token)).Value().OwnerTier);
        Assert.Equal(Tier.Free, (await PayerAsync()).Tier.At(Storage.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Sweep_EventsOfThirtyDays_AreForgotten()
    {
        await ApplyAsync(Event("1", PaymentFailed, 1), Alice);
        await ApplyAsync(Event("2", SubscriptionActive, 1), Bob, "cus_2");
        Storage.Time.Advance(TimeSpan.FromDays(30));
        (await Accounts.SweepAsync(Token)).Value();
        Assert.Equal(2, await Storage.CountRowsAsync("stripe_events"));

        Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await Accounts.SweepAsync(Token)).Value();
        Assert.Equal(0, await Storage.CountRowsAsync("stripe_events"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Find_AccountInGrace_KnowsThePlan(bool isAgent)
    {
        await ApplyAsync(Event("1", SubscriptionCreated, 1, isAgent), Alice);
        Assert.False((await PayerAsync()).IsAgentPlan);
        await ApplyAsync(Event("2", PaymentFailed, 2));

        Assert.Equal((Tier.Grace, isAgent), ((await PayerAsync()).Tier.Given, (await PayerAsync()).IsAgentPlan));
    }

    private async Task<PayingAccount> PayerAsync() => (await Accounts.FindAsync(Alice, Token)).Value();

    private async Task<AppliedEvent> ApplyAsync(StripeEvent next, AccountId? named = null, string customer = Customer) =>
        (await Accounts.ApplyAsync(customer, next, named, Token)).Value();

    private static StripeEvent Event(string id, StripeEventKind kind, long created, bool isAgent = false, bool isFirst = false) =>
        new("evt_" + id, kind, DateTimeOffset.FromUnixTimeSeconds(created), "sub_1", null, null, isAgent, isFirst);

    /// <summary>Events of one customer with one subscription, in order; a deletion of the customer is the last of all.</summary>
    private static IEnumerable<StripeEvent> Sequence(Random random, int round, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            var kind = AboutSubscriptions[random.Next(AboutSubscriptions.Length)];
            yield return Event($"{round}-{i}", kind, i, random.Next(2) == 0, random.Next(4) == 0);
        }

        yield return Event($"{round}-checkout", CheckoutCompleted, random.Next(0, count)) with { UserId = "r" + round };
        if (random.Next(4) == 0) yield return Event($"{round}-gone", StripeEventKind.CustomerDeleted, count + 1);
    }

    /// <summary>The rules of the contract for events that come in order, each once; the checkout may come at any time.</summary>
    private static (Tier Tier, bool IsLinked) InOrder(IEnumerable<StripeEvent> events)
    {
        var (tier, isLinked, isAgent, isDeleted) = (Tier.Free, true, false, false);
        foreach (var next in events.Where(next => next.Kind != CheckoutCompleted))
        {
            var isPayment = next.Kind is PaymentFailed or PaymentSucceeded;
            if (isPayment && (isDeleted || next is { Kind: PaymentFailed, IsFirstInvoice: true })) continue;

            if (!isPayment && next.Kind is not (SubscriptionDeleted or StripeEventKind.CustomerDeleted)) isAgent = next.IsAgentPlan;
            isDeleted |= next.Kind == SubscriptionDeleted;
            isLinked &= next.Kind != StripeEventKind.CustomerDeleted;
            tier = next.Kind switch
            {
                SubscriptionCreated or SubscriptionActive or PaymentSucceeded => isAgent ? Tier.Agent : Tier.Pro,
                SubscriptionPastDue or PaymentFailed => Tier.Grace,
                _ => Tier.Free,
            };
        }

        return (tier, isLinked);
    }
}
