using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Who pays for a spike, and whose cap counts (contract section 7.3).</summary>
public abstract class BudgetPayerContract : BudgetTests
{
    [Fact]
    public async Task Submit_ToAnAgentsShareWithItsKey_CountsOnAccountAndKey()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, null);
        var share = await NewShareAsync(Alice);
        await PostAsync(3, share, Caller.For(Alice), key);

        Assert.Equal((3, 1), await UsedAsync(Alice));
        Assert.Equal((3, 0), await UsedAsync(Alice, key));
    }

    [Fact]
    public async Task Submit_ToAnAgentsShareWithAUserToken_CountsOnTheAccountAlone()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, null);
        var share = await NewShareAsync(Alice, key);
        (await Storage.ApiKeys.SetCapAsync(key, 0, Token)).Value();
        await PostAsync(2, share, Caller.For(Alice));

        Assert.Equal((2, 1), await UsedAsync(Alice));
        Assert.Equal((0, 1), await UsedAsync(Alice, key));
    }

    [Fact]
    public async Task Submit_AnonymousToAShareMadeByAKey_CountsOnThatKeyUpToItsCap()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, 2);
        var share = await NewShareAsync(Alice, key);
        await PostAsync(10, share);

        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(share));
        Assert.Null(await PostAsync(share, Caller.For(Alice)));
        Assert.Null(await PostAsync(share, Caller.Admin));
        Assert.Equal((10, 1), await UsedAsync(Alice, key));
        Assert.Equal((12, 1), await UsedAsync(Alice));
    }

    [Fact]
    public async Task Submit_AnonymousToAShareMadeByAToken_CountsOnTheAccountAlone()
    {
        await BecomeAsync(Alice, Tier.Agent);
        await NewKeyAsync(Alice, 0);
        await PostAsync(2, await NewShareAsync(Alice));

        Assert.Equal((2, 1), await UsedAsync(Alice));
    }

    [Fact]
    public async Task Submit_ToAnAgentsShareWithAForeignKey_ChargesTheOwnerWithoutACap()
    {
        await BecomeAsync(Alice, Tier.Agent);
        await BecomeAsync(Bob, Tier.Agent);
        var bobs = await NewKeyAsync(Bob, 0);
        var alone = await NewKeyAsync(null, 0);
        var share = await NewShareAsync(Alice, await NewKeyAsync(Alice, 1));
        Assert.Null(await PostAsync(share, Caller.For(Bob), bobs));
        Assert.Null(await PostAsync(share, Caller.For(AccountId.Key(alone)), alone));

        Assert.Equal((2, 1), await UsedAsync(Alice));
        Assert.Equal((0, 0), await UsedAsync(Bob));
        Assert.Equal((0, 0), await UsedAsync(Bob, bobs));
        Assert.Equal((0, 0), await UsedAsync(AccountId.Key(alone), alone));
    }

    [Fact]
    public async Task Submit_AgentToAFreeOwnersShare_CostsNothing()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, 0);
        Assert.Null(await PostAsync(await NewShareAsync(Bob), Caller.For(Alice), key));

        Assert.Equal(0, await Storage.CountRowsAsync("meters"));
    }

    [Fact]
    public async Task Submit_AnonymousToAShareMadeByAKeyOfAnother_HasNoCap()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var share = await NewShareAsync(Alice, await NewKeyAsync(Bob, 0));
        Assert.Null(await PostAsync(share));

        Assert.Equal((1, 1), await UsedAsync(Alice));
    }

    [Fact]
    public async Task Submit_ToAKeyOfNobody_ChargesTheAgentThatPosts()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, 1);
        await PostAsync(10, Unowned, Caller.For(Alice), key);

        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(Unowned, Caller.For(Alice), key));
        Assert.Null(await PostAsync(Unowned, Caller.For(Alice)));
        Assert.Equal((10, 0), await UsedAsync(Alice, key));
        Assert.Equal((11, 0), await UsedAsync(Alice));
    }

    [Fact]
    public async Task Submit_ToAKeyOfNobodyByOthers_IsFree()
    {
        var free = await NewKeyAsync(Bob, 0);
        var alone = await NewKeyAsync(null, 0);
        Assert.Null(await PostAsync(Unowned));
        Assert.Null(await PostAsync(Unowned, Caller.Admin));
        Assert.Null(await PostAsync(Unowned, Caller.For(Bob)));
        Assert.Null(await PostAsync(Unowned, Caller.For(Bob), free));
        Assert.Null(await PostAsync(Unowned, Caller.For(AccountId.Key(alone)), alone));
        await BecomeAsync(Bob, Tier.Pro);
        Assert.Null(await PostAsync(Unowned, Caller.For(Bob), free));
        await BecomeAsync(Bob, Tier.Grace);
        Assert.Null(await PostAsync(Unowned, Caller.For(Bob), free));

        Assert.Equal(7, await Storage.CountRowsAsync("spikes"));
        Assert.Equal(0, await Storage.CountRowsAsync("meters"));
    }

    [Fact]
    public async Task Submit_ToAnAgentsProject_CountsLikeAShareButHasNoCapForStrangers()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, 1);
        var project = await Storage.NewProjectAsync(Alice, "mine");
        await PostAsync(10, project, Caller.For(Alice), key);

        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(project, Caller.For(Alice), key));
        Assert.Null(await PostAsync(project));
        Assert.Null(await PostAsync(project, Caller.For(Bob)));
        Assert.Equal((10, 0), await UsedAsync(Alice, key));
        Assert.Equal((12, 0), await UsedAsync(Alice));
    }

    [Fact]
    public async Task Link_StandaloneKey_ItsSharesCountOnItFromThenOn()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(null, 1);
        var share = await NewShareAsync(AccountId.Key(key), key);
        await PostAsync(3, share);
        Assert.Equal(0, await Storage.CountRowsAsync("meters"));

        (await Storage.ApiKeys.LinkAsync(key, Alice, Token)).Value();
        await PostAsync(5, share);
        await PostAsync(5, share, Caller.For(Alice), key);
        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(share));
        Assert.Equal((10, 0), await UsedAsync(Alice, key));
    }

    [Fact]
    public async Task Submit_AfterTheAgentsPlanEnded_CostsNothingAndIsLimited()
    {
        Storage.Limits.FreeSpikesPerShare = 3;
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, 1);
        var share = await NewShareAsync(Alice);
        await PostAsync(4, share, Caller.For(Alice), key);
        await BecomeAsync(Alice, Tier.Free);
        Assert.Equal(ErrorCode.SpikeLimit, await PostAsync(share, Caller.For(Alice), key));
        Assert.Null(await PostAsync(Unowned, Caller.For(Alice), key));
        await BecomeAsync(Alice, Tier.Pro);
        await PostAsync(20, share, Caller.For(Alice), key);

        Assert.Equal((4, 1), await UsedAsync(Alice));
        await BecomeAsync(Alice, Tier.Agent);
        await PostAsync(6, share, Caller.For(Alice), key);
        Assert.Equal(ErrorCode.BudgetExceeded, await PostAsync(share, Caller.For(Alice), key));
    }

    [Fact]
    public async Task Submit_RefusedForAnotherReason_CostsNothing()
    {
        await BecomeAsync(Alice, Tier.Agent);
        var key = await NewKeyAsync(Alice, 1);
        var project = await Storage.NewProjectAsync(Alice, "mine", "https://a.example");
        var foreign = Command(Caller.For(Alice), key) with { Origin = "https://b.example" };
        Assert.Equal(ErrorCode.OriginNotAllowed, (await Spikes.SubmitAsync(project, foreign, Token)).Outcome.Code());
        Assert.Equal(ErrorCode.NotFound, await PostAsync(StoreKey.Share(Guid.NewGuid().ToString()), Caller.For(Alice), key));

        Assert.Equal((0, 0), await UsedAsync(Alice));
        Assert.Equal((0, 0), await UsedAsync(Alice, key));
    }
}
