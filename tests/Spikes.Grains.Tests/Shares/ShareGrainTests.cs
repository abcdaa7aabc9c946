using Orleans.Core.Internal;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Shares;
using Spikes.Grains.Tests.Cluster;
using Spikes.Grains.Tests.Spikes;

namespace Spikes.Grains.Tests.Shares;

public sealed class ShareGrainTests(SpikesCluster cluster)
{
    private static readonly AccountId Owner = AccountId.User("0190");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IShareGrain GrainOf(StoreKey store) => cluster.Grains.GetGrain<IShareGrain>(store.ToString());

    private IStoreNameGrain NameOf(string name) => cluster.Grains.GetGrain<IStoreNameGrain>(StoreName.GrainKey(name));

    [Fact]
    public async Task GetVersion_ShareIsDeleted_IsAnotherOne()
    {
        var id = SpikesCluster.Unique();
        var grain = GrainOf(StoreKey.Share(id));
        cluster.Shares.Deletable[id] = new ShareSummary(id, SpikesCluster.Unique(), 0, DateTimeOffset.UnixEpoch);
        var before = await grain.GetVersionAsync(Cancellation);
        Assert.Equal(before, await grain.GetVersionAsync(Cancellation));

        (await grain.DeleteAsync(Owner, Cancellation)).Value();

        Assert.NotEqual(before, await grain.GetVersionAsync(Cancellation));
    }

    [Fact]
    public async Task GetVersion_Renewed_IsAnotherOne()
    {
        var grain = GrainOf(StoreKey.Share(SpikesCluster.Unique()));
        var before = await grain.GetVersionAsync(Cancellation);

        await grain.RenewVersionAsync(Cancellation);
        Assert.NotEqual(before, await grain.GetVersionAsync(Cancellation));
    }

    [Fact]
    public async Task GetVersion_NewActivation_IsAnotherOne()
    {
        var grain = GrainOf(StoreKey.Share(SpikesCluster.Unique()));
        var before = await grain.GetVersionAsync(Cancellation);

        await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle(Cancellation);

        Assert.NotEqual(before, await grain.GetVersionAsync(Cancellation));
    }

    [Fact]
    public async Task Submit_ManyAtOnce_AreAllInTheStoreWhenAnswered()
    {
        var store = StoreKey.Unregistered(SpikesCluster.Unique());
        var held = new TaskCompletionSource();
        cluster.Spikes.Gates[store] = held.Task;

        var submits = Enumerable.Range(0, 50).Select(_ => GrainOf(store).SubmitAsync(Drafts.Submit(), Cancellation).AsTask()).ToList();
        Assert.All(submits, submit => Assert.False(submit.IsCompleted));
        held.SetResult();

        Assert.Equal(50, (await Task.WhenAll(submits)).Select(outcome => outcome.Value().Id).Distinct().Count());
        Assert.Equal(50, cluster.Spikes.CountOf(store));
    }

    [Fact]
    public async Task Submit_TooManyInFlight_IsUnavailableUntilOneIsAnswered()
    {
        var store = StoreKey.Unregistered(SpikesCluster.Unique());
        var held = new TaskCompletionSource();
        cluster.Spikes.Gates[store] = held.Task;
        var command = Drafts.Submit();
        var grain = GrainOf(store);
        var submits = Enumerable.Range(0, ShareGrain.MaxSubmitsInFlight + 1)
            .Select(_ => grain.SubmitAsync(command, Cancellation).AsTask())
            .ToList();

        var refused = await await Task.WhenAny(submits);
        held.SetResult();
        var outcomes = await Task.WhenAll(submits);

        Assert.Equal(ErrorCode.Unavailable, refused.Code());
        Assert.Single(outcomes, outcome => outcome.Code() is not null);
        (await grain.SubmitAsync(command, Cancellation)).Value();
    }

    [Fact]
    public async Task Submit_Refused_PassesTheRefusalOn()
    {
        var store = StoreKey.Share(SpikesCluster.Unique());
        cluster.Spikes.Refusals[store] = new Refusal(ErrorCode.SpikeLimit, "Full");

        Assert.Equal(ErrorCode.SpikeLimit, (await GrainOf(store).SubmitAsync(Drafts.Submit(), Cancellation)).Code());
    }

    [Fact]
    public async Task Submit_KeyBecameASlug_IsHandedToTheShareAndTheNameRefreshed()
    {
        var name = SpikesCluster.Unique();
        var share = StoreKey.Share(SpikesCluster.Unique());
        var stale = StoreKey.Unregistered(name);
        Assert.Equal(stale, (await NameOf(name).ResolveAsync(Cancellation)).Store);
        cluster.Shares.Names[name] = new ResolvedName(share, Deleted: false);
        cluster.Spikes.Moved[stale] = true;

        (await GrainOf(stale).SubmitAsync(Drafts.Submit(name), Cancellation)).Value();

        Assert.Equal((0, 1), (cluster.Spikes.CountOf(stale), cluster.Spikes.CountOf(share)));
        Assert.Equal(share, (await NameOf(name).ResolveAsync(Cancellation)).Store);
    }

    [Fact]
    public async Task Submit_KeyBecameAProject_IsNotHandedOnButTheNameRefreshed()
    {
        var name = SpikesCluster.Unique();
        var project = StoreKey.Project(SpikesCluster.Unique());
        var stale = StoreKey.Unregistered(name);
        Assert.Equal(stale, (await NameOf(name).ResolveAsync(Cancellation)).Store);
        cluster.Shares.Names[name] = new ResolvedName(project, Deleted: false);
        cluster.Spikes.Moved[stale] = true;

        Assert.Equal(ErrorCode.NotFound, (await GrainOf(stale).SubmitAsync(Drafts.Submit(name), Cancellation)).Code());

        Assert.Equal((0, 0), (cluster.Spikes.CountOf(stale), cluster.Spikes.CountOf(project)));
        Assert.Equal(project, (await NameOf(name).ResolveAsync(Cancellation)).Store);
        (await GrainOf(project).SubmitAsync(Drafts.Submit(name), Cancellation)).Value();
    }

    [Fact]
    public async Task Submit_ShareMovedToo_IsNotHandedOnAgain()
    {
        var name = SpikesCluster.Unique();
        var share = StoreKey.Share(SpikesCluster.Unique());
        cluster.Shares.Names[name] = new ResolvedName(share, Deleted: false);
        cluster.Spikes.Moved[StoreKey.Unregistered(name)] = true;
        cluster.Spikes.Moved[share] = true;

        var outcome = await GrainOf(StoreKey.Unregistered(name)).SubmitAsync(Drafts.Submit(name), Cancellation);

        Assert.Equal(ErrorCode.NotFound, outcome.Code());
    }

    [Fact]
    public async Task Submit_KeyIsTheIdOfADeletedShare_IsNotFound()
    {
        var id = SpikesCluster.Unique();
        cluster.Shares.Names[id] = new ResolvedName(StoreKey.Share(id), Deleted: true);
        cluster.Spikes.Moved[StoreKey.Unregistered(id)] = true;

        Assert.Equal(ErrorCode.NotFound, (await GrainOf(StoreKey.Unregistered(id)).SubmitAsync(Drafts.Submit(id), Cancellation)).Code());
    }

    [Fact]
    public async Task Submit_ShareIsGone_RefreshesTheNameTheCallerCameBy()
    {
        var slug = SpikesCluster.Unique();
        var share = StoreKey.Share(SpikesCluster.Unique());
        cluster.Shares.Names[slug] = new ResolvedName(share, Deleted: false);
        await NameOf(slug).ResolveAsync(Cancellation);
        cluster.Shares.Names.TryRemove(slug, out _);
        cluster.Spikes.Refusals[share] = new Refusal(ErrorCode.NotFound, "Share not found");

        Assert.Equal(ErrorCode.NotFound, (await GrainOf(share).SubmitAsync(Drafts.Submit(slug), Cancellation)).Code());
        Assert.Equal(StoreKey.Unregistered(slug), (await NameOf(slug).ResolveAsync(Cancellation)).Store);
    }

    [Fact]
    public async Task ResolveAndDeleteSpike_Always_ReachTheStore()
    {
        var store = StoreKey.Share(SpikesCluster.Unique());

        (await GrainOf(store).ResolveSpikeAsync("a", true, Cancellation)).Value();
        (await GrainOf(store).DeleteSpikeAsync("b", Cancellation)).Value();

        Assert.Equal([(store, "a", (bool?)true), (store, "b", null)], cluster.Spikes.Changes.Where(change => change.Store == store));
    }

    [Fact]
    public async Task Delete_OwnShare_FreesItsNames()
    {
        var share = NewShare();
        await NameOf(share.Slug).ResolveAsync(Cancellation);

        Assert.Equal(share, (await GrainOf(StoreKey.Share(share.Id)).DeleteAsync(Owner, Cancellation)).Value());

        Assert.Equal(StoreKey.Unregistered(share.Slug), (await NameOf(share.Slug).ResolveAsync(Cancellation)).Store);
        Assert.True((await NameOf(share.Id).ResolveAsync(Cancellation)).Deleted);
        Assert.Equal(ErrorCode.NotFound, (await GrainOf(StoreKey.Share(share.Id)).DeleteAsync(Owner, Cancellation)).Code());
    }

    [Fact]
    public async Task Delete_UnregisteredKey_IsNotFound() =>
        Assert.Equal(ErrorCode.NotFound, (await GrainOf(StoreKey.Unregistered("k")).DeleteAsync(Owner, Cancellation)).Code());

    [Fact]
    public async Task Purge_ManySteps_GoesOnUntilNothingIsLeft()
    {
        var id = SpikesCluster.Unique();
        cluster.Shares.PurgeSteps[id] = 7;

        await GrainOf(StoreKey.Share(id)).PurgeAsync(Cancellation);

        Assert.Equal(0, cluster.Shares.PurgeSteps[id]);
    }

    [Fact]
    public async Task Purge_StoreRefuses_Stops() => await GrainOf(StoreKey.Share(SpikesCluster.Unique())).PurgeAsync(Cancellation);

    private ShareSummary NewShare()
    {
        var share = new ShareSummary(SpikesCluster.Unique(), SpikesCluster.Unique(), 2, DateTimeOffset.UnixEpoch);
        cluster.Shares.Deletable[share.Id] = share;
        cluster.Shares.Names[share.Slug] = new ResolvedName(StoreKey.Share(share.Id), Deleted: false);
        cluster.Shares.Names[share.Id] = new ResolvedName(StoreKey.Share(share.Id), Deleted: false);
        return share;
    }
}
