using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Silo.Webhooks;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Calls of webhooks that wait: queued with their spikes, lent to pumps.</summary>
public abstract class WebhookOutboxContract : StorageTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private protected IWebhookQueue Queue => Storage.Webhooks;

    protected DateTimeOffset Now => Storage.Time.GetUtcNow();

    [Fact]
    public async Task Submit_ToAShareWithAWebhook_QueuesOneCallWithTheWholeBody()
    {
        var share = await NewShareAsync();
        var draft = Draft with
        {
            Type = "element",
            Page = "Home \"1\"",
            Rating = "love",
            Comments = "Grün & <b>\n",
            Selector = "#a > b",
            Reviewer = new Reviewer("r1", "Åsa", "asa@example.com"),
            Timestamp = "2026-01-15T10:00:00.000Z",
        };
        var id = await Spikes.StoreAsync(share, draft: draft);
        await Storage.ReopenAsync();

        var call = Assert.Single((await TakeAsync()).Due);

        Assert.Equal(
            Json($"{{'event':'spike.created','spike':{{'id':'{id}','type':'element','page':'Home \\'1\\'','rating':'love',")
            + Json("'comments':'Grün & <b>\\n','selector':'#a > b','reviewer':{'id':'r1','name':'Åsa'},'timestamp':'2026-01-15T10:00:00.000Z'}}"),
            call.Body);
        Assert.Equal((share.Id, 0, Now), (call.Share, call.Attempts, call.QueuedAt));
        Assert.Matches("^msg_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", call.Id);
    }

    [Fact]
    public async Task Submit_SpikeWithoutMuch_IsTheBodyWithNullsAndTheReceiveTime()
    {
        var id = await Spikes.StoreAsync(await NewShareAsync());

        Assert.Equal(
            Json($"{{'event':'spike.created','spike':{{'id':'{id}','type':'page','page':'Home','rating':null,'comments':'',")
            + Json("'selector':null,'reviewer':{'id':'anon','name':'Anonymous'},'timestamp':'2026-01-15T10:30:00.250Z'}}"),
            Assert.Single((await TakeAsync()).Due).Body);
    }

    [Fact]
    public async Task Submit_ToAShareWithAWebhook_WakesThePumpOnce()
    {
        var share = await NewShareAsync();
        await Spikes.StoreAsync(share);
        await Spikes.StoreAsync(share);
        await Storage.WebhookWork.WaitAsync(Longest, Token);
        var next = Storage.WebhookWork.WaitAsync(Longest, Token);

        Assert.False(next.IsCompleted);
        await Spikes.StoreAsync(share);
        await next;
    }

    [Fact]
    public async Task Submit_WhereNoWebhookIs_QueuesNothing()
    {
        await NewShareAsync();
        var bare = StoreKey.Share((await Shares.UploadAsync(Alice, "bare", ("index.html", "x"))).Id);
        StoreKey[] stores = [bare, await Storage.NewProjectAsync(Alice, "a-project"), StoreKey.Unregistered("nobody")];
        foreach (var store in stores) await Spikes.StoreAsync(store);

        Assert.Empty((await TakeAsync()).Due);
    }

    [Fact]
    public async Task Submit_ToAShareWhoseOwnerIsFree_QueuesNothing()
    {
        var share = await NewShareAsync();
        await Storage.SetTierAsync(Alice, Tier.Free);
        await Spikes.StoreAsync(share);

        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Submit_Replays_QueueNothingMore()
    {
        var share = await NewShareAsync();
        var (bob, newId) = (Caller.For(Bob), Guid.NewGuid().ToString());
        await Spikes.StoreAsync(share, clientId: "c1");
        await Spikes.StoreAsync(share, bob, "0198c000-0000-7000-8000-0000000000c1");
        await SubmitAsync(share, newId);
        Assert.Equal(3, await CountAsync());

        await Spikes.StoreAsync(share, clientId: "c1");
        await Spikes.StoreAsync(share, bob, "0198c000-0000-7000-8000-0000000000c1");
        await SubmitAsync(share, newId);

        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task Submit_ManyAtOnce_QueuesOneCallForEachRow()
    {
        StoreKey[] shares = [await NewShareAsync("one"), await NewShareAsync("two")];
        var bare = StoreKey.Share((await Shares.UploadAsync(Alice, "bare", ("index.html", "x"))).Id);
        var project = await Storage.NewProjectAsync(Alice, "a-project");
        await Task.WhenAll(Enumerable.Range(0, 300).Select(number => Task.Run(
            () => Spikes.StoreAsync((number % 4) switch { 0 or 1 => shares[number % 2], 2 => bare, _ => project }, clientId: $"c{number / 8}"), Token)));

        var calls = await DrainAsync(Queue);

        Assert.Equal(await Storage.CountRowsAsync($"spikes WHERE store IN ('{shares[0]}', '{shares[1]}')"), calls.Count);
        Assert.Equal(calls.Count, calls.Select(call => call.Id).Distinct().Count());
        Assert.Equal(calls.Count, calls.Select(call => call.Body).Distinct().Count());
    }

    [Fact]
    public async Task TakeDue_Calls_AreLentOldestFirstAndComeBackAfterTheLease()
    {
        var share = await NewShareAsync();
        string[] ids = [await StoreLaterAsync(share), await StoreLaterAsync(share), await StoreLaterAsync(share)];

        var first = await TakeAsync(max: 2);
        var second = await TakeAsync();
        Assert.Equal(ids[..2], SpikesOf(first.Due));
        Assert.Equal(ids[2..], SpikesOf(second.Due));
        var nothing = await TakeAsync();
        Assert.Empty(nothing.Due);
        Assert.Equal(Now + IWebhookQueue.Lease, nothing.NextAt);

        Storage.Time.Advance(IWebhookQueue.Lease - TimeSpan.FromMilliseconds(1));
        Assert.Empty((await TakeAsync()).Due);
        Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        var again = (await TakeAsync()).Due;
        var until = Now + IWebhookQueue.Lease;
        Assert.Equal(first.Due.Concat(second.Due).Select(call => call with { LentUntil = until }), again);
    }

    [Fact]
    public async Task TakeDue_SharesThatAreLeftAlone_KeepNobodyWaiting()
    {
        var (busy, other) = (await NewShareAsync("busy"), await NewShareAsync("other"));
        await StoreLaterAsync(busy);
        await StoreLaterAsync(busy);
        var id = await StoreLaterAsync(other);

        Assert.Equal([id], SpikesOf((await TakeAsync(max: 1, except: busy.Id)).Due));
        Assert.Equal(2, (await TakeAsync()).Due.Count);
    }

    [Fact]
    public async Task TakeDue_ShareWithMany_LeavesRoomForTheOthers()
    {
        var (many, few) = (await NewShareAsync("many"), await NewShareAsync("few"));
        for (var spike = 0; spike < 20; spike++) await StoreLaterAsync(many);
        var last = await StoreLaterAsync(few);

        var taken = (await Queue.TakeDueAsync(Now, 5, 4, [], Token)).Due;

        Assert.Equal([many.Id, many.Id, many.Id, many.Id, few.Id], taken.Select(call => call.Share));
        Assert.Equal(last, SpikesOf(taken).Last());
    }

    [Fact]
    public async Task TakeDue_SharesThatAreLeftAlone_DoNotDecideWhenTheNextIsDue()
    {
        var (busy, other) = (await NewShareAsync("busy"), await NewShareAsync("other"));
        await Spikes.StoreAsync(busy);
        await Spikes.StoreAsync(other);
        foreach (var call in (await TakeAsync()).Due) await Queue.RetryLaterAsync(call, Now.AddSeconds(call.Share == busy.Id ? 5 : 9), Token);

        Assert.Equal(Now.AddSeconds(9), (await TakeAsync(except: busy.Id)).NextAt);
    }

    [Fact]
    public async Task ReleaseAndRetryLater_AfterTheLease_LeaveTheNewLoanAlone()
    {
        await Spikes.StoreAsync(await NewShareAsync());
        var lost = Assert.Single((await TakeAsync()).Due);
        Storage.Time.Advance(IWebhookQueue.Lease);
        var held = Assert.Single((await TakeAsync()).Due);

        await Queue.ReleaseAsync([lost], Token);
        await Queue.RetryLaterAsync(lost, Now, Token);

        Assert.Empty((await TakeAsync()).Due);
        await Queue.RetryLaterAsync(held, Now, Token);
        Assert.Equal(1, Assert.Single((await TakeAsync()).Due).Attempts);
    }

    [Fact]
    public async Task TakeDue_EmptyQueue_HasNoNext() => Assert.Null((await TakeAsync()).NextAt);

    [Fact]
    public async Task RetryLater_Call_WaitsAndCountsTheAttempt()
    {
        await Spikes.StoreAsync(await NewShareAsync());
        var call = Assert.Single((await TakeAsync()).Due);
        await Queue.RetryLaterAsync(call, Now.AddSeconds(30), Token);

        var early = await TakeAsync();
        Assert.Empty(early.Due);
        Assert.Equal(Now.AddSeconds(30), early.NextAt);
        Storage.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(call with { Attempts = 1, LentUntil = Now + IWebhookQueue.Lease }, Assert.Single((await TakeAsync()).Due));
    }

    [Fact]
    public async Task Release_Calls_AreLentAgainAtOnceBeforeThoseQueuedLater()
    {
        var share = await NewShareAsync();
        for (var spike = 0; spike < 4; spike++) await StoreLaterAsync(share);
        var taken = (await TakeAsync(max: 3)).Due;
        await Queue.ReleaseAsync([taken[0], taken[2]], Token);

        Assert.Equal([taken[0], taken[2]], (await TakeAsync(max: 2)).Due);
        Assert.Single((await TakeAsync()).Due);
    }

    [Fact]
    public async Task Remove_Call_IsGone()
    {
        await Spikes.StoreAsync(await NewShareAsync());
        await Queue.RemoveAsync(Assert.Single((await TakeAsync()).Due).Id, Token);

        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task FindTarget_ShareWithAWebhook_IsItsAddressAndSecret()
    {
        var share = await NewShareAsync();

        Assert.Equal(new WebhookTarget("https://hook.example/", "sealed"), await Queue.FindTargetAsync(share.Id, Now, Token));
    }

    [Fact]
    public async Task FindTarget_FreeOwnerDeletedOrBareShare_IsNone()
    {
        var (share, deleted) = (await NewShareAsync(), await NewShareAsync("deleted"));
        var bare = await Shares.UploadAsync(Alice, "bare", ("index.html", "x"));
        (await Shares.DeleteAsync(Alice, deleted.Id, Token)).Value();
        Assert.Null(await Queue.FindTargetAsync(deleted.Id, Now, Token));
        Assert.Null(await Queue.FindTargetAsync(bare.Id, Now, Token));
        Assert.Null(await Queue.FindTargetAsync("nothing", Now, Token));

        await Storage.SetTierAsync(Alice, Tier.Free);
        Assert.Null(await Queue.FindTargetAsync(share.Id, Now, Token));
    }

    [Fact]
    public async Task Purge_DeletedShare_RemovesItsCallsAndNoOthers()
    {
        var (deleted, other) = (await NewShareAsync("deleted"), await NewShareAsync("other"));
        await Spikes.StoreAsync(deleted);
        await Spikes.StoreAsync(other);
        (await Shares.DeleteAsync(Alice, deleted.Id, Token)).Value();
        await Shares.PurgeAllAsync(deleted.Id);

        Assert.Equal(other.Id, Assert.Single((await TakeAsync()).Due).Share);
    }

    private protected Task<TakenDeliveries> TakeAsync(int max = 1000, params string[] except) => Queue.TakeDueAsync(Now, max, int.MaxValue, except, Token);

    private protected async Task<List<DueDelivery>> DrainAsync(IWebhookQueue queue)
    {
        var taken = new List<DueDelivery>();
        while (await queue.TakeDueAsync(Now, 7, 5, [], Token) is { Due.Count: > 0 } more) taken.AddRange(more.Due);
        return taken;
    }

    /// <summary>A share of an account that pays, with a webhook.</summary>
    protected async Task<StoreKey> NewShareAsync(string slug = "demo")
    {
        await Shares.UploadAsync(Alice, "first-" + slug, ("index.html", "x"));
        await Storage.SetTierAsync(Alice, Tier.Pro);
        var command = new CreateShare(Alice, slug, false, null) { WebhookUrl = "https://hook.example/", SealedWebhookSecret = "sealed" };
        var uploadId = Guid.NewGuid().ToString();
        var files = await Shares.StageAsync(uploadId, ("index.html", slug));
        return StoreKey.Share((await Shares.PublishAsync(command, uploadId, files, null, Token)).Value().Id);
    }

    private static string Json(string text) => text.Replace('\'', '"');

    private async Task SubmitAsync(StoreKey share, string newId) =>
        (await Spikes.SubmitAsync(share, new SubmitSpike(Caller.Anonymous, null, Draft, newId), Token)).Outcome.Value();

    private async Task<string> StoreLaterAsync(StoreKey share)
    {
        Storage.Time.Advance(TimeSpan.FromMilliseconds(1));
        return await Spikes.StoreAsync(share);
    }

    private Task<long> CountAsync() => Storage.CountRowsAsync("webhook_outbox");

    private static IEnumerable<string> SpikesOf(IEnumerable<DueDelivery> calls) =>
        calls.Select(call => call.Body.Split("\"id\":\"")[1].Split('"')[0]);
}
