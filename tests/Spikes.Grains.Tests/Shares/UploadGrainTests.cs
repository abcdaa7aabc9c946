using System.Text;
using Orleans.Core.Internal;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Tests.Cluster;

namespace Spikes.Grains.Tests.Shares;

public sealed class UploadGrainTests(SpikesCluster cluster)
{
    private const string Page = "<html><head></head><body>é</body></html>";

    private readonly string _id = SpikesCluster.Unique();
    private readonly CreateShare _command = new(
        AccountId.User(SpikesCluster.Unique()), SpikesCluster.Unique(), AlwaysSuffix: false, Title: null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IUploadGrain Upload => cluster.Grains.GetGrain<IUploadGrain>("upload/" + _id);

    [Fact]
    public async Task Complete_WholeUpload_PublishesItsFiles()
    {
        (await AppendAsync(new Pieces().Add(0, "index.HTML", Page[..20], isLast: false))).Value();
        (await AppendAsync(new Pieces().Add(0, "index.HTML", Page[20..]).Add(1, "a.css", Page).At(20))).Value();

        (await Upload.CompleteAsync(_command, Cancellation)).Value();

        var files = cluster.Shares.Published[_id];
        Assert.Equal(["index.HTML", "a.css"], files.Select(file => file.Name));
        Assert.Equal(new HtmlPlaces(12, 27, false, false, MarkupEncoding.Ascii), files[0].Html);
        Assert.Null(files[1].Html);
        Assert.Equal(Page, Encoding.UTF8.GetString(cluster.Shares.StagedBytes(_id, 0)));
    }

    [Fact]
    public async Task IsAtWork_WhileAPieceIsStaged_IsYesAndThenNo()
    {
        var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Shares.StageWaits[_id] = wait.Task;
        Assert.False(await Upload.IsAtWorkAsync());

        var append = AppendAsync(new Pieces().Add(0, "a", "x"));
        while (!await Upload.IsAtWorkAsync()) Assert.False(append.IsCompleted);
        wait.SetResult();
        (await append).Value();

        Assert.False(await Upload.IsAtWorkAsync());
    }

    [Fact]
    public async Task Complete_NameWasUnknown_RefreshesIt()
    {
        var name = cluster.Grains.GetGrain<IStoreNameGrain>(StoreName.GrainKey(_command.Slug));
        await name.ResolveAsync(Cancellation);
        await AppendAsync(new Pieces().Add(0, "a", "x"));

        var share = (await Upload.CompleteAsync(_command, Cancellation)).Value();

        Assert.Equal(StoreKey.Share(share.Id), (await name.ResolveAsync(Cancellation)).Store);
    }

    [Fact]
    public async Task Complete_ShareLimit_LeavesNothingStaged()
    {
        cluster.Shares.PublishRefusals[_command.Owner] = new Refusal(ErrorCode.ShareLimit, "Share limit reached");
        await AppendAsync(new Pieces().Add(0, "a", "x"));

        Assert.Equal(ErrorCode.ShareLimit, (await Upload.CompleteAsync(_command, Cancellation)).Code());
        Assert.False(cluster.Shares.HasStaged(_id));
    }

    [Fact]
    public async Task AppendAndComplete_AfterCompleteOrAbort_AreRefused()
    {
        await AppendAsync(new Pieces().Add(0, "a", "x"));
        await Upload.CompleteAsync(_command, Cancellation);
        await Upload.AbortAsync(Cancellation);

        Assert.Equal(ErrorCode.Unavailable, (await AppendAsync(new Pieces().Add(1, "b", "x").At(1))).Code());
        Assert.Equal(ErrorCode.Unavailable, (await Upload.CompleteAsync(_command, Cancellation)).Code());
        Assert.True(cluster.Shares.HasStaged(_id));
    }

    [Fact]
    public async Task Abort_AfterAppend_DropsWhatWasStagedAndRefusesMore()
    {
        await AppendAsync(new Pieces().Add(0, "a", "x"));

        await Upload.AbortAsync(Cancellation);

        Assert.False(cluster.Shares.HasStaged(_id));
        Assert.Equal(ErrorCode.Unavailable, (await Upload.CompleteAsync(_command, Cancellation)).Code());
    }

    [Fact]
    public async Task Append_OutOfOrder_EndsTheUpload()
    {
        await AppendAsync(new Pieces().Add(0, "a", "x"));

        Assert.Equal(ErrorCode.Unavailable, (await AppendAsync(new Pieces().Add(0, "a", "x"))).Code());
        Assert.False(cluster.Shares.HasStaged(_id));
    }

    [Fact]
    public async Task Append_StoreUnreachable_IsUnavailable()
    {
        cluster.Shares.StageRefusals[_id] = Refusal.Unavailable;

        Assert.Equal(ErrorCode.Unavailable, (await AppendAsync(new Pieces().Add(0, "a", "x"))).Code());
    }

    [Fact]
    public async Task Append_BufferUsedAgainAfterwards_KeepsTheBytesAsSent()
    {
        var buffer = "one"u8.ToArray();
        await Upload.AppendAsync(new UploadPieces([new UploadPiece(0, "a", 3, true)], buffer, 0), Cancellation);
        "two"u8.CopyTo(buffer);
        await Upload.AppendAsync(new UploadPieces([new UploadPiece(1, "b", 3, true)], buffer, 3), Cancellation);

        Assert.Equal("one"u8, cluster.Shares.StagedBytes(_id, 0));
        Assert.Equal("two"u8, cluster.Shares.StagedBytes(_id, 1));
    }

    [Fact]
    public async Task Deactivate_NotCompleted_DropsWhatWasStagedAndRefusesTheRest()
    {
        await AppendAsync(new Pieces().Add(0, "a", "x", isLast: false));

        await Upload.Cast<IGrainManagementExtension>().DeactivateOnIdle(Cancellation);
        await cluster.Shares.DiscardOf(_id).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        Assert.False(cluster.Shares.HasStaged(_id));
        Assert.Equal(ErrorCode.Unavailable, (await AppendAsync(new Pieces().Add(0, "a", "y").At(1))).Code());
    }

    private Task<Outcome<Done>> AppendAsync(Pieces pieces) => Upload.AppendAsync(pieces.Build(), Cancellation);
}
