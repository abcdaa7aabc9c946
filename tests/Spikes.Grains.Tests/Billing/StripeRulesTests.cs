using Spikes.Grains.Billing;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Users;
using static Spikes.Grains.Interfaces.Billing.StripeEventKind;

namespace Spikes.Grains.Tests.Billing;

public sealed class StripeRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly AccountId Ann = AccountId.User("ann");
    private static readonly AccountId Bob = AccountId.User("bob");

    private StripeCustomer _customer = new(new StripeCustomerState(), null);

    private (Tier? Tier, DateTimeOffset? End) Given => (_customer.State.Tier, _customer.State.GraceEndsAt);

    [Theory]
    [InlineData(SubscriptionCreated, false, Tier.Pro)]
    [InlineData(SubscriptionCreated, true, Tier.Agent)]
    [InlineData(SubscriptionActive, false, Tier.Pro)]
    [InlineData(SubscriptionActive, true, Tier.Agent)]
    [InlineData(SubscriptionPastDue, true, Tier.Grace)]
    [InlineData(SubscriptionEnded, false, Tier.Free)]
    [InlineData(SubscriptionDeleted, false, Tier.Free)]
    [InlineData(PaymentFailed, false, Tier.Grace)]
    [InlineData(PaymentSucceeded, false, Tier.Pro)]
    [InlineData(StripeEventKind.CustomerDeleted, false, Tier.Free)]
    public void Decide_FirstEvent_GivesItsTier(StripeEventKind kind, bool isAgent, Tier expected)
    {
        var change = Send(kind, 1, isAgent: isAgent);

        Assert.Equal((expected, expected == Tier.Grace ? Now.AddDays(7) : null), Given);
        Assert.Null(change.Gives);
    }

    [Fact]
    public void Decide_CheckoutAfterEvents_GivesTheLinkedUserWhatWasKept()
    {
        Send(SubscriptionCreated, 2, isAgent: true);

        var change = Send(CheckoutCompleted, 1, user: "ann", named: Ann);

        Assert.Equal((Ann, true, Ann, null), (change.Account!.Value, change.IsLinked, change.Gives!.Value, change.Left));
        Assert.Equal(Tier.Agent, change.State.Tier);
    }

    [Fact]
    public void Decide_CheckoutAlone_LinksAndGivesNothing()
    {
        var change = Send(CheckoutCompleted, 1, user: "ann", named: Ann);

        Assert.Equal((Ann, null, null), (change.Account!.Value, change.Gives, change.State.Tier));
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("cus_other", null, false)]
    [InlineData(null, "bob", false)]
    public void Decide_CheckoutByAddress_LinksOnlyWhoHasNoCustomerYet(string? customerOfAnn, string? linked, bool isLinked)
    {
        if (linked is not null) _customer = _customer with { Account = Bob };

        var change = Send(CheckoutCompleted, 1, named: Ann, customer: customerOfAnn);

        Assert.Equal(isLinked, change.IsLinked);
        Assert.Equal(isLinked ? Ann : linked is null ? null : Bob, change.Account);
    }

    [Fact]
    public void Decide_CheckoutOfAnotherUser_MovesTheCustomer()
    {
        Send(SubscriptionCreated, 1, user: "ann", named: Ann);

        var change = Send(CheckoutCompleted, 2, user: "bob", named: Bob);

        Assert.Equal((Bob, Ann, Bob), (change.Account!.Value, change.Left!.Value, change.Gives!.Value));
    }

    [Fact]
    public void Decide_SubscriptionWithUser_LinksButNeverMoves()
    {
        Assert.Equal(Ann, Send(SubscriptionCreated, 1, user: "ann", named: Ann).Gives);
        var change = Send(SubscriptionActive, 2, user: "bob", named: Bob);

        Assert.Equal((Ann, Ann, null), (change.Account!.Value, change.Gives!.Value, change.Left));
    }

    [Fact]
    public void Decide_SecondFailureInGrace_KeepsTheEndAndAPaymentClearsIt()
    {
        Send(SubscriptionCreated, 1, isAgent: true);
        Send(PaymentFailed, 2);
        Send(PaymentFailed, 3, at: Now.AddDays(3));
        Assert.Equal((Tier.Grace, Now.AddDays(7)), Given);

        Send(PaymentSucceeded, 4, at: Now.AddDays(4));
        Assert.Equal((Tier.Agent, null), Given);
        Send(SubscriptionPastDue, 5, at: Now.AddDays(5));
        Assert.Equal((Tier.Grace, Now.AddDays(12)), Given);
    }

    [Fact]
    public void Decide_FailureAfterGraceIsOver_BeginsAnother()
    {
        Send(PaymentFailed, 1);
        Send(PaymentFailed, 2, at: Now.AddDays(7));

        Assert.Equal((Tier.Grace, Now.AddDays(14)), Given);
    }

    [Fact]
    public void Decide_FirstInvoiceFails_ChangesNothingAndIsNoLaterEvent()
    {
        Send(PaymentFailed, 5, isFirst: true);
        Assert.Equal((null, null), Given);

        Send(SubscriptionCreated, 1);
        Assert.Equal((Tier.Pro, null), Given);
    }

    [Theory]
    [InlineData(PaymentFailed)]
    [InlineData(PaymentSucceeded)]
    public void Decide_PaymentOfADeletedSubscription_ChangesNothingInAnyOrder(StripeEventKind payment)
    {
        Send(SubscriptionCreated, 1);
        Send(SubscriptionDeleted, 2);
        Send(payment, 3);
        Assert.Equal((Tier.Free, null), Given);

        _customer = new StripeCustomer(new StripeCustomerState(), null);
        Send(payment, 3);
        Send(SubscriptionDeleted, 2);
        Assert.Equal((Tier.Free, null), Given);
    }

    [Fact]
    public void Decide_OlderEvent_IsNotApplied()
    {
        Send(SubscriptionActive, 10);
        var change = Send(SubscriptionEnded, 9, user: "ann", named: Ann);
        Assert.Equal((Tier.Pro, null), Given);
        Assert.Equal(Ann, change.Gives);

        Assert.Null(Send(SubscriptionDeleted, 8).Gives);
        Assert.Equal((Tier.Pro, null), Given);
    }

    [Fact]
    public void Decide_OlderEventOfAnotherSubscription_IsApplied()
    {
        Send(SubscriptionDeleted, 10, subscription: "sub_1");
        Send(SubscriptionCreated, 5, subscription: "sub_2");

        Assert.Equal((Tier.Pro, null), Given);
    }

    [Fact]
    public void Decide_EqualTimes_LaterArrivalAppliesButNeverACreation()
    {
        Send(SubscriptionEnded, 1);
        Send(SubscriptionCreated, 1);
        Assert.Equal((Tier.Free, null), Given);

        Send(SubscriptionActive, 1);
        Assert.Equal((Tier.Pro, null), Given);
        Send(PaymentFailed, 1);
        Assert.Equal((Tier.Grace, Now.AddDays(7)), Given);
    }

    [Fact]
    public void Decide_EqualTimesOfTwoSubscriptions_TheNewOneGivesThePlan()
    {
        Send(SubscriptionCreated, 1, subscription: "sub_1");
        Send(SubscriptionPastDue, 1, subscription: "sub_1");
        Send(SubscriptionDeleted, 1, subscription: "sub_1");

        Send(SubscriptionCreated, 1, isAgent: true, subscription: "sub_2");
        Send(PaymentSucceeded, 1, subscription: "sub_2");
        Assert.Equal((Tier.Agent, null), Given);
    }

    [Fact]
    public void Decide_EventsThatNameNoSubscription_AreOrderedAmongAllOfTheCustomer()
    {
        Send(SubscriptionActive, 300);
        Assert.Null(Send(PaymentFailed, 200, subscription: null).Gives);
        Assert.Equal((Tier.Pro, null), Given);

        Send(PaymentFailed, 400, subscription: null);
        Assert.Equal((Tier.Grace, Now.AddDays(7)), Given);
        Send(SubscriptionActive, 350);
        Assert.Equal((Tier.Grace, Now.AddDays(7)), Given);
        Send(SubscriptionActive, 500);
        Assert.Equal((Tier.Pro, null), Given);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decide_CreationInTheSecondOfAnEventThatNamesNoSubscription_NeverOverridesIt(bool creationFirst)
    {
        if (creationFirst) Send(SubscriptionCreated, 1);
        Send(PaymentFailed, 1, subscription: null);
        if (!creationFirst) Send(SubscriptionCreated, 1);

        Assert.Equal((Tier.Grace, Now.AddDays(7)), Given);
    }

    [Fact]
    public void Decide_EventInTheSecondOfADeletion_CountsWhenItComesLater()
    {
        Send(SubscriptionCreated, 1, user: "ann", named: Ann);
        Send(StripeEventKind.CustomerDeleted, 5);

        Assert.Equal(Ann, Send(CheckoutCompleted, 5, user: "ann", named: Ann).Account);
        Assert.Equal(Ann, Send(SubscriptionActive, 5).Gives);
        Assert.Equal((Tier.Pro, null), Given);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decide_CreationInTheSecondOfADeletion_NeverOverridesIt(bool creationFirst)
    {
        if (creationFirst) Send(SubscriptionCreated, 5, user: "ann", named: Ann);
        Send(StripeEventKind.CustomerDeleted, 5);
        if (!creationFirst) Send(SubscriptionCreated, 5, user: "ann", named: Ann);

        Assert.Equal((null, Tier.Free), (_customer.Account, Given.Tier));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    [InlineData(6, false)]
    public void Decide_SubscriptionEndsWithItsCustomer_LinksNobodyInAnyOrder(int created, bool endFirst)
    {
        Send(SubscriptionCreated, 1, user: "ann", named: Ann);

        if (endFirst) Send(SubscriptionDeleted, created, user: "ann", named: Ann);
        Send(StripeEventKind.CustomerDeleted, 5);
        if (!endFirst) Send(SubscriptionDeleted, created, user: "ann", named: Ann);

        Assert.Equal((null, Tier.Free), (_customer.Account, Given.Tier));
    }

    /// <summary>A bank may pay or refuse days later; the user may have another customer by then.</summary>
    [Theory]
    [InlineData(PaymentSucceeded)]
    [InlineData(PaymentFailed)]
    [InlineData(SubscriptionPastDue)]
    [InlineData(SubscriptionEnded)]
    [InlineData(SubscriptionDeleted)]
    public void Decide_LateEventOfADeletedCustomer_LinksNobody(StripeEventKind kind)
    {
        Send(SubscriptionCreated, 1, user: "ann", named: Ann);
        Send(StripeEventKind.CustomerDeleted, 5);

        var late = Send(kind, 100, user: "ann", named: Ann);

        Assert.Equal((null, null), (late.Account, late.Gives));
    }

    [Theory]
    [InlineData(PaymentSucceeded)]
    [InlineData(PaymentFailed)]
    public void Decide_InvoiceOfADeletedSubscription_LinksNobody(StripeEventKind kind)
    {
        Send(SubscriptionDeleted, 1);

        var late = Send(kind, 100, user: "ann", named: Ann);

        Assert.Equal((null, null), (late.Account, late.Gives));
        Assert.Equal(Ann, Send(kind, 101, user: "ann", named: Ann, subscription: "sub_2").Account);
    }

    [Fact]
    public void Decide_DeletedCustomer_IsDowngradedAndUnlinkedAndOlderEventsAreOver()
    {
        Send(SubscriptionCreated, 1, user: "ann", named: Ann);

        var change = Send(StripeEventKind.CustomerDeleted, 5);
        Assert.Equal((null, Ann, Ann, Tier.Free), (change.Account, change.Left!.Value, change.Gives!.Value, change.State.Tier!.Value));

        foreach (var kind in new[] { SubscriptionActive, PaymentSucceeded, CheckoutCompleted })
        {
            var late = Send(kind, 4, user: "ann", named: Ann);
            Assert.Equal((null, null, Tier.Free), (late.Account, late.Gives, late.State.Tier!.Value));
        }
    }

    [Fact]
    public void Decide_ManySubscriptions_RemembersTheLastHundred()
    {
        for (var i = 0; i < StripeRules.MaxSubscriptions + 20; i++) Send(SubscriptionCreated, i, subscription: "sub_" + i);

        Assert.Equal(StripeRules.MaxSubscriptions, _customer.State.Subscriptions.Count);
        Assert.Equal("sub_119", _customer.State.Subscriptions[^1].Id);
    }

    [Theory]
    [InlineData(Tier.Pro, null, Tier.Pro)]
    [InlineData(Tier.Grace, 1, Tier.Grace)]
    [InlineData(Tier.Grace, 0, Tier.Free)]
    [InlineData(Tier.Grace, -1, Tier.Free)]
    public void At_Tier_IsFreeFromTheEndOfGraceOn(Tier given, int? millisecondsLeft, Tier expected)
    {
        DateTimeOffset? end = millisecondsLeft is { } left ? Now.AddMilliseconds(left) : null;
        Assert.Equal(expected, new AccountTier(given, end).At(Now));
    }

    private StripeChange Send(
        StripeEventKind kind,
        int created,
        bool isAgent = false,
        bool isFirst = false,
        string? subscription = "sub_1",
        string? user = null,
        AccountId? named = null,
        string? customer = null,
        DateTimeOffset? at = null)
    {
        var next = new StripeEvent(
            Guid.NewGuid().ToString(), kind, DateTimeOffset.FromUnixTimeSeconds(created), subscription, user, null, isAgent, isFirst);
        var change = StripeRules.Decide(_customer, next, named is { } account ? new PayingUser(account, customer) : null, at ?? Now);
        _customer = new StripeCustomer(change.State, change.Account);
        return change;
    }
}
