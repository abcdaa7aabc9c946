using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>What a cap refuses, and when its month is over (contract section 7.3).</summary>
public abstract class BudgetCapContract : BudgetTests
{
    private StoreKey _share;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(3, 30)]
    public async Task Submit_UpToTheCap_IsStoredAndTheNextIsNot(int capCents, int spikes)
    {
        var key = await AgentAsync(capCents);
        await PostAsync(spikes, _share, Caller.For(Alice), key);

        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(_share, Caller.For(Alice), key));
        Assert.Equal("Monthly budget exceeded", (await SubmitAsync(Spikes, _share, Command(Caller.For(Alice), key))).Refusal!.Message);
        Assert.Equal(spikes, await Storage.CountRowsAsync("spikes"));
        Assert.Equal((spikes, 0), await UsedAsync(Alice, key));
        Assert.Equal((spikes, 1), await UsedAsync(Alice));
    }

    [Fact]
    public async Task Submit_WithoutCap_NeverEnds()
    {
        var key = await AgentAsync(null);
        await PostAsync(150, _share, Caller.For(Alice), key);

        Assert.Equal((150, 0), await UsedAsync(Alice, key));
    }

    [Fact]
    public async Task Submit_ManyAtOnceOverTheCap_StoresExactlyTheCap()
    {
        var key = await AgentAsync(12);
        var other = await NewKeyAsync(Alice, 3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(number =>
            PostAsync(number % 4 < 2 ? _share : Unowned, Caller.For(Alice), number % 2 == 0 ? key : other)));

        Assert.Equal(120 + 30, answers.Count(code => code is null));
        Assert.Equal(250, answers.Count(code => code == ErrorCode.BudgetExceeded));
        Assert.Equal((120, 0), await UsedAsync(Alice, key));
        Assert.Equal((30, 0), await UsedAsync(Alice, other));
        Assert.Equal((150, 1), await UsedAsync(Alice));
        Assert.Equal(150, await Storage.CountRowsAsync("spikes"));
    }

    [Fact]
    public async Task Submit_ReplaysOverTheCap_AreAnsweredAndCostNothing()
    {
        var key = await AgentAsync(1);
        var made = await NewShareAsync(Alice, await NewKeyAsync(Alice, 2));
        var first = await Spikes.StoreAsync(made, clientId: "widget-1");
        await PostAsync(9, made);
        await PostAsync(9, _share, Caller.For(Alice), key);
        Assert.Null(await PostAsync(_share, Caller.For(Alice), key, "client-1"));
        var used = await UsedAsync(Alice);

        Assert.Null(await PostAsync(_share, Caller.For(Alice), key, "client-1"));
        Assert.Equal(first, await Spikes.StoreAsync(made, clientId: "widget-1"));
        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(_share, Caller.For(Alice), key, "client-2"));
        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(made, clientId: "widget-2"));
        Assert.Equal(used, await UsedAsync(Alice));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("client-1")]
    public async Task Submit_SameCommandAgain_IsChargedOnce(string? clientId)
    {
        var key = await AgentAsync(1);
        await PostAsync(9, _share, Caller.For(Alice), key);
        var command = Command(Caller.For(Alice), key, clientId);
        var ids = new HashSet<string>();
        for (var i = 0; i < 3; i++) ids.Add((await SubmitAsync(Spikes, _share, command)).Value().Id);

        Assert.Single(ids);
        Assert.Equal((10, 0), await UsedAsync(Alice, key));
        Assert.Equal((10, 1), await UsedAsync(Alice));
    }

    [Fact]
    public async Task Delete_SpikesAndShares_RefundsNothing()
    {
        var key = await AgentAsync(2);
        var share = await NewShareAsync(Alice, key);
        for (var i = 0; i < 10; i++)
            (await Spikes.DeleteAsync(share, await Spikes.StoreAsync(share), Token)).Value();
        (await Shares.DeleteAsync(Alice, share.Id, Token)).Value();

        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(_share, Caller.For(Alice), key));
        Assert.Equal((10, 1), await UsedAsync(Alice, key));
    }

    [Fact]
    public async Task SetCap_HoldsForTheNextPost()
    {
        var key = await AgentAsync(1);
        await PostAsync(10, _share, Caller.For(Alice), key);
        (await Storage.ApiKeys.SetCapAsync(key, 2, Token)).Value();
        await PostAsync(1, _share, Caller.For(Alice), key);
        (await Storage.ApiKeys.SetCapAsync(key, 1, Token)).Value();
        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(_share, Caller.For(Alice), key));
        (await Storage.ApiKeys.SetCapAsync(key, null, Token)).Value();
        await PostAsync(1, _share, Caller.For(Alice), key);
    }

    [Fact]
    public async Task Month_Turns_TheBudgetIsWholeAgainAtItsInstant()
    {
        var key = await AgentAsync(1);
        await PostAsync(10, _share, Caller.For(Alice), key);
        Storage.Time.Advance(EndOfMonth - Storage.Time.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(_share, Caller.For(Alice), key));

        Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 0), await UsedAsync(Alice));
        await PostAsync(10, _share, Caller.For(Alice), key);
        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(_share, Caller.For(Alice), key));
        Assert.Equal((10, 0), await UsedAsync(Alice, key));
        Assert.Equal((10, 0), await UsedAsync(Alice));
    }

    [Fact]
    public async Task Month_ClockBehindAtTheTurn_CountsInTheMonthThatHasBegun()
    {
        var key = await AgentAsync(1);
        await PostAsync(10, _share, Caller.For(Alice), key);
        Storage.Time.Advance(EndOfMonth - Storage.Time.GetUtcNow());
        await PostAsync(6, _share, Caller.For(Alice), key);
        Storage.Time.AdjustTime(EndOfMonth - TimeSpan.FromSeconds(1));
        await PostAsync(4, _share, Caller.For(Alice), key);

        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(_share, Caller.For(Alice), key));
        Storage.Time.AdjustTime(EndOfMonth);
        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(_share, Caller.For(Alice), key));
        Assert.Equal((10, 0), await UsedAsync(Alice, key));
    }

    [Fact]
    public async Task Publish_WithAKey_CostsTenTimesASpikeAndStopsAtTheCap()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, 2);
        await NewShareAsync(Alice, key);
        await PostAsync(1, Unowned, Caller.For(Alice), key);
        var contents = await Storage.CountRowsAsync("contents");
        var names = await Storage.CountRowsAsync("names");

        var refused = await PublishAsync(Alice, key);
        Assert.Equal(("Monthly budget exceeded", ErrorCode.BudgetExceeded), (refused.Refusal!.Message, refused.Code()));
        Assert.Equal(contents, await Storage.CountRowsAsync("contents"));
        Assert.Equal(names, await Storage.CountRowsAsync("names"));
        Assert.Equal(1, (await Accounts.CountAsync(Alice, Token)).Value().Shares);
        await PostAsync(9, Unowned, Caller.For(Alice), key);
        Assert.Equal((10, 1), await UsedAsync(Alice, key));
        Assert.Equal((10, 1), await UsedAsync(Alice));
    }

    [Fact]
    public async Task Publish_CapZeroNullTokenOrForeignTier_RefusesTheFirstOnly()
    {
        await BecomeAsync(Alice, Tier.Agent);
        Assert.Equal(ErrorCode.BudgetExceeded, (await PublishAsync(Alice, await NewKeyAsync(Alice, 0))).Code());
        var key = await NewKeyAsync(Alice, null);
        for (var i = 0; i < 6; i++) await NewShareAsync(Alice, key);
        await NewShareAsync(Alice);
        Assert.Equal((0, 6), await UsedAsync(Alice, key));
        Assert.Equal((0, 7), await UsedAsync(Alice));

        var alone = await NewKeyAsync(null, 0);
        await NewShareAsync(AccountId.Key(alone), alone);
        await NewShareAsync(Bob, await NewKeyAsync(Bob, 0));
        Assert.Equal((0, 0), await UsedAsync(Bob));
    }

    [Fact]
    public async Task Publish_ManyAtOnceOverTheCap_MakesExactlyTheCap()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, 7);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => PublishAsync(Alice, key), Token)));

        Assert.Equal(7, outcomes.Count(outcome => outcome.Refusal is null));
        Assert.Equal(23, outcomes.Count(outcome => outcome.Code() == ErrorCode.BudgetExceeded));
        Assert.Equal((0, 7), await UsedAsync(Alice, key));
        Assert.Equal(7, await Storage.CountRowsAsync("contents"));
    }

    [Fact]
    public async Task Reopen_Meters_AreStillThere()
    {
        var key = await AgentAsync(1);
        await PostAsync(10, _share, Caller.For(Alice), key);
        await Storage.ReopenAsync();

        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(_share, Caller.For(Alice), key));
        Assert.Equal(2, await Storage.CountRowsAsync("meters"));
    }

    private static DateTimeOffset EndOfMonth => new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Makes Alice an agent with a share that no key has made, and gives a key of hers.</summary>
    private async Task<string> AgentAsync(int? capCents)
    {
        await BecomeAsync(Alice, Tier.Agent);
        _share = await NewShareAsync(Alice);
        return await NewKeyAsync(Alice, capCents);
    }
}
