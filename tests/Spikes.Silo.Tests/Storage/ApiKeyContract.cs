using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Rows of API keys, and what a key owns when it is linked.</summary>
public abstract class ApiKeyContract : StorageTests
{
    private IApiKeyStore Keys => Storage.ApiKeys;

    private DateTimeOffset Now => Storage.Time.GetUtcNow();

    [Fact]
    public async Task Find_AddedKey_IsWholeAlsoAfterARestart()
    {
        var full = NewRow(1) with { Owner = Alice };
        full = full with
        {
            Key = full.Key with { Name = "ünï 'x'", Scope = ApiKeyScope.Write, MonthlyCapCents = 100_000_000, ExpiresAt = Now.AddDays(-1) },
        };
        var bare = NewRow(2);
        (await Keys.AddAsync(full, Token)).Value();
        (await Keys.AddAsync(bare, Token)).Value();
        await Storage.ReopenAsync();

        Assert.Equal(full, (await Keys.FindAsync(full.Key.KeyId, Token)).Value());
        Assert.Equal(bare, (await Keys.FindAsync(bare.Key.KeyId, Token)).Value());
        Assert.Equal(ErrorCode.NotFound, (await Keys.FindAsync("key_0000000000000009", Token)).Code());
    }

    [Fact]
    public async Task Add_IdThatHasARow_ChangesNothing()
    {
        var row = NewRow(1);
        (await Keys.AddAsync(row, Token)).Value();

        Assert.Equal(ErrorCode.Unavailable, (await Keys.AddAsync(row with { Hash = "other", Owner = Bob }, Token)).Code());
        Assert.Equal(row, (await Keys.FindAsync(row.Key.KeyId, Token)).Value());
    }

    [Fact]
    public async Task List_KeysOfAUser_AreNewestFirstWithRevokedOnesAndNoOthers()
    {
        var mine = new List<string>();
        for (var i = 1; i <= 3; i++)
        {
            mine.Insert(0, (await AddAsync(NewRow(i) with { Owner = Alice })).Key.KeyId);
            Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await AddAsync(NewRow(4) with { Owner = Bob });
        await AddAsync(NewRow(5));
        (await Keys.RevokeAsync(mine[1], Now, Token)).Value();

        var listed = (await Keys.ListAsync(Alice, Token)).Value().Keys;
        Assert.Equal(mine, listed.Select(key => key.KeyId));
        Assert.Equal([null, Now, null], listed.Select(key => key.RevokedAt));
        Assert.Empty((await Keys.ListAsync(AccountId.Key("key_0000000000000005"), Token)).Value().Keys);
    }

    [Fact]
    public async Task SetCap_Key_HoldsUntilItIsTakenAway()
    {
        var id = (await AddAsync(NewRow(1))).Key.KeyId;

        Assert.Equal(0, (await Keys.SetCapAsync(id, 0, Token)).Value().Key.MonthlyCapCents);
        Assert.Equal(0, (await Keys.FindAsync(id, Token)).Value().Key.MonthlyCapCents);
        Assert.Null((await Keys.SetCapAsync(id, null, Token)).Value().Key.MonthlyCapCents);
        Assert.Null((await Keys.FindAsync(id, Token)).Value().Key.MonthlyCapCents);
        Assert.Equal(ErrorCode.NotFound, (await Keys.SetCapAsync("key_0000000000000009", 1, Token)).Code());
    }

    [Fact]
    public async Task Revoke_Twice_KeepsTheFirstTime()
    {
        var id = (await AddAsync(NewRow(1))).Key.KeyId;
        var first = Now;

        Assert.Equal(first, (await Keys.RevokeAsync(id, first, Token)).Value().Key.RevokedAt);
        Assert.Equal(first, (await Keys.RevokeAsync(id, first.AddHours(1), Token)).Value().Key.RevokedAt);
        Assert.Equal(ErrorCode.NotFound, (await Keys.RevokeAsync("key_0000000000000009", first, Token)).Code());
    }

    [Fact]
    public async Task Touch_Key_SaysWhenItWasUsed()
    {
        var id = (await AddAsync(NewRow(1))).Key.KeyId;
        (await Keys.TouchAsync(id, Now, Token)).Value();

        Assert.Equal(Now, (await Keys.FindAsync(id, Token)).Value().Key.LastUsedAt);
    }

    [Fact]
    public async Task Link_StandaloneKey_MovesSharesAndSpikesAndCountsThem()
    {
        var id = (await AddAsync(NewRow(1))).Key.KeyId;
        var key = AccountId.Key(id);
        await Shares.UploadAsync(Alice, "hers");
        var first = await Shares.UploadAsync(key, "first");
        await Shares.UploadAsync(key, "second");
        var gone = await Shares.UploadAsync(key, "gone");
        (await Shares.DeleteAsync(key, gone.Id, Token)).Value();
        var inShare = await Spikes.StoreAsync(StoreKey.Share(first.Id));
        // Spikes of one millisecond have no order that a test could name.
        Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        var elsewhere = await Spikes.StoreAsync(StoreKey.Unregistered("elsewhere"), Caller.For(key));
        var foreign = await Spikes.StoreAsync(StoreKey.Unregistered("elsewhere"), Caller.For(Bob));

        Assert.Equal(Alice, (await Keys.LinkAsync(id, Alice, Token)).Value().Owner);

        Assert.Equal(new ShareTotals(3, 1), (await Accounts.CountAsync(Alice, Token)).Value());
        Assert.Equal(new ShareTotals(0, 0), (await Accounts.CountAsync(key, Token)).Value());
        Assert.Equal([elsewhere, inShare], (await Spikes.PageAsync(Caller.For(Alice))).Select(row => row.Id));
        Assert.Empty(await Spikes.PageAsync(Caller.For(key)));
        Assert.Equal([foreign], (await Spikes.PageAsync(Caller.For(Bob))).Select(row => row.Id));
        Assert.Equal([id], (await Keys.ListAsync(Alice, Token)).Value().Keys.Select(each => each.KeyId));
        await Spikes.StoreAsync(StoreKey.Share(first.Id));
        Assert.Equal(3, (await Spikes.PageAsync(Caller.For(Alice))).Count);
    }

    [Fact]
    public async Task Link_Again_MovesWhatCameInBetween()
    {
        var id = (await AddAsync(NewRow(1))).Key.KeyId;
        (await Keys.LinkAsync(id, Alice, Token)).Value();
        var late = await Spikes.StoreAsync(StoreKey.Unregistered("late"), Caller.For(AccountId.Key(id)));
        await Shares.UploadAsync(AccountId.Key(id), "late");

        (await Keys.LinkAsync(id, Alice, Token)).Value();

        Assert.Equal([late], (await Spikes.PageAsync(Caller.For(Alice))).Select(row => row.Id));
        Assert.Equal(1, (await Accounts.CountAsync(Alice, Token)).Value().Shares);
    }

    [Fact]
    public async Task Link_RevokedForeignOrUnknownKey_IsRefusedAndMovesNothing()
    {
        var revoked = (await AddAsync(NewRow(1))).Key.KeyId;
        var foreign = (await AddAsync(NewRow(2) with { Owner = Bob })).Key.KeyId;
        await Shares.UploadAsync(AccountId.Key(revoked), "kept");
        (await Keys.RevokeAsync(revoked, Now, Token)).Value();

        foreach (var id in new[] { revoked, foreign, "key_0000000000000009" })
            Assert.Equal(ErrorCode.NotFound, (await Keys.LinkAsync(id, Alice, Token)).Code());
        Assert.Equal(0, (await Accounts.CountAsync(Alice, Token)).Value().Shares);
        Assert.Equal(Bob, (await Keys.FindAsync(foreign, Token)).Value().Owner);
    }

    [Fact]
    public async Task Link_TwoUsersAtOnce_GivesItToOne()
    {
        for (var i = 1; i <= 20; i++)
        {
            var id = (await AddAsync(NewRow(i))).Key.KeyId;
            var outcomes = await Task.WhenAll(Keys.LinkAsync(id, Alice, Token), Keys.LinkAsync(id, Bob, Token));
            Assert.Equal([null, ErrorCode.NotFound], outcomes.Select(outcome => outcome.Code()).Order());
        }
    }

    [Fact]
    public async Task Link_WhileSpikesAndSharesCome_CountsExactly()
    {
        var id = (await AddAsync(NewRow(1))).Key.KeyId;
        var key = AccountId.Key(id);
        var share = await Shares.UploadAsync(key, "busy");
        var posts = Enumerable.Range(0, 40).Select(_ => Spikes.StoreAsync(StoreKey.Share(share.Id))).ToList();
        var uploads = Enumerable.Range(0, 4).Select(i => Shares.UploadAsync(key, "late-" + i)).ToList();

        (await Keys.LinkAsync(id, Alice, Token)).Value();
        await Task.WhenAll(posts);
        await Task.WhenAll(uploads);
        (await Keys.LinkAsync(id, Alice, Token)).Value();

        // The harness checks the counters against the rows.
        Assert.Equal(new ShareTotals(5, 40), (await Accounts.CountAsync(Alice, Token)).Value());
        Assert.Equal(40, (await Spikes.PageAsync(Caller.For(Alice))).Count);
    }

    private async Task<ApiKeyRow> AddAsync(ApiKeyRow row)
    {
        (await Keys.AddAsync(row, Token)).Value();
        return row;
    }

    private ApiKeyRow NewRow(int number) => new(
        new ApiKey { KeyId = $"key_{number:x16}", Prefix = "0123abcd", CreatedAt = Now }, "hash of " + number, null);
}
