using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using static Spikes.Silo.Tests.Storage.StorageSamples;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Staging, publishing and serving of files.</summary>
public abstract class ShareFileContract : StorageTests
{
    [Fact]
    public async Task Stage_PiecesOfManyCalls_ReadBackInOrderOverEveryRange()
    {
        var bytes = new byte[1000];
        Random.Shared.NextBytes(bytes);
        var sent = 0;
        foreach (var length in new[] { 1, 0, 99, 400, 500 })
        {
            // The caller uses its buffer again at once.
            var buffer = bytes[sent..(sent + length)];
            StagedPiece[] pieces = [new(0, buffer.AsMemory(0, length / 2)), new(1, new byte[3]), new(0, buffer.AsMemory(length / 2))];
            (await Shares.StageAsync("u1", pieces, Token)).Value();
            Array.Clear(buffer);
            sent += length;
        }

        foreach (var (offset, count) in new[] { (0, 1000), (0, 1), (49, 2), (50, 50), (99, 402), (999, 1), (999, 50), (1000, 5), (0, 0), (2000, 1) })
        {
            var expected = bytes.Skip(offset).Take(count);
            Assert.Equal(expected, (await Shares.ReadStagedAsync("u1", 0, offset, count, Token)).Value().Bytes.ToArray());
        }

        Assert.Equal(15, (await Shares.ReadStagedAsync("u1", 1, 0, 100, Token)).Value().Bytes.Length);
        Assert.Equal(ErrorCode.NotFound, (await Shares.ReadStagedAsync("u1", 2, 0, 1, Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Shares.ReadStagedAsync("u2", 0, 0, 1, Token)).Code());
    }

    [Fact]
    public async Task ReadContent_LargeFile_GivesAtMost256KiBAndEveryByte()
    {
        var bytes = new byte[600_000];
        Random.Shared.NextBytes(bytes);
        for (var sent = 0; sent < bytes.Length; sent += 100_000)
            (await Shares.StageAsync("u1", [new StagedPiece(0, bytes.AsMemory(sent, 100_000))], Token)).Value();
        (await Shares.PublishAsync(Alice, "demo", "u1", [Staged(0, "a.bin", bytes)])).Value();

        var file = (await Shares.OpenFileAsync("demo", "a.bin", Token)).Value();
        var read = new List<byte>();
        while (read.Count < file.Length)
        {
            var chunk = (await Shares.ReadContentAsync(file.ContentId, read.Count, int.MaxValue, Token)).Value().Bytes;
            Assert.InRange(chunk.Length, 1, IShareReaderGrain.MaxContentBytes);
            read.AddRange(chunk.Span);
        }

        Assert.Equal(bytes, read);
    }

    [Fact]
    public async Task ReadContent_StagedOrUnknown_IsNotFound()
    {
        await Shares.StageAsync("u1", ("index.html", "secret"));

        foreach (var id in new[] { -1L, 0, 1, 2 }) Assert.Equal(ErrorCode.NotFound, (await Shares.ReadContentAsync(id, 0, 10, Token)).Code());
    }

    [Fact]
    public async Task Publish_SameBytesAgain_AreStoredOnce()
    {
        await Shares.UploadAsync(Alice, "one", ("a.txt", "same"), ("b.txt", "same"), ("c.txt", "other"));
        await Shares.UploadAsync(Bob, "two", ("d.txt", "same"));

        Assert.Equal(2, await Storage.CountRowsAsync("contents"));
        Assert.Equal(2, await Storage.CountRowsAsync("content_chunks"));
        Assert.Equal("same", await Shares.ReadTextAsync("one", "b.txt"));
        Assert.Equal("same", await Shares.ReadTextAsync("two", "d.txt"));
    }

    [Fact]
    public async Task Publish_EmptyFileThatWasNeverStaged_IsServed()
    {
        (await Shares.PublishAsync(Alice, "demo", "u1", [Staged(0, "empty.txt", [])])).Value();

        Assert.Equal("", await Shares.ReadTextAsync("demo", "empty.txt"));
    }

    [Fact]
    public async Task Publish_StagedBytesMissing_IsRefusedAndLeavesNothing()
    {
        var outcome = await Shares.PublishAsync(Alice, "demo", "u1", [Staged(0, "a.txt", [1])]);

        Assert.Equal(ErrorCode.Unavailable, outcome.Code());
        Assert.Equal(new ShareTotals(0, 0), (await Accounts.CountAsync(Alice, Token)).Value());
        Assert.Equal(0, await Storage.CountRowsAsync("names"));
        Assert.Equal(0, await Storage.CountRowsAsync("contents"));
    }

    [Fact]
    public async Task Publish_FilesOfTheUploadThatAreNotNamed_AreDropped()
    {
        var files = await Shares.StageAsync("u1", ("a.txt", "a"), ("b.txt", "b"));
        (await Shares.PublishAsync(Alice, "demo", "u1", [files[0]])).Value();

        Assert.Equal(1, await Storage.CountRowsAsync("contents"));
    }

    [Fact]
    public async Task Discard_Upload_LeavesNothingOfItAndAllOfOthers()
    {
        await Shares.StageAsync("u1", ("a.txt", "a"));
        await Shares.StageAsync("u2", ("a.txt", "b"));
        (await Shares.DiscardAsync("u1", Token)).Value();

        Assert.Equal(ErrorCode.NotFound, (await Shares.ReadStagedAsync("u1", 0, 0, 1, Token)).Code());
        Assert.Equal(1, (await Shares.ReadStagedAsync("u2", 0, 0, 1, Token)).Value().Bytes.Length);
        Assert.Equal(1, await Storage.CountRowsAsync("content_chunks"));
    }

    [Theory]
    [InlineData("", "index.html", false)]
    [InlineData("index.html", "index.html", false)]
    [InlineData("docs/", "docs/index.html", false)]
    [InlineData("docs", "docs/index.html", true)]
    [InlineData("both", "both", false)]
    [InlineData("both/", "both/index.html", false)]
    [InlineData("css/app.css", "css/app.css", false)]
    [InlineData("Index.html", null, false)]
    [InlineData("css", null, false)]
    [InlineData("css/", null, false)]
    [InlineData("index.html/", null, false)]
    [InlineData("%", null, false)]
    public async Task OpenFile_Path_MeansTheFileOfThatNameOrTheIndexOfTheFolder(string path, string? name, bool isFolder)
    {
        await Shares.UploadAsync(
            Alice, "demo", ("index.html", "1"), ("docs/index.html", "2"), ("both", "3"), ("both/index.html", "4"), ("css/app.css", "5"));

        var outcome = await Shares.OpenFileAsync("demo", path, Token);
        if (name is null) Assert.Equal(ErrorCode.NotFound, outcome.Code());
        else Assert.Equal((name, isFolder), (outcome.Value().Name, outcome.Value().IsFolder));
    }

    [Fact]
    public async Task OpenFile_HtmlAndTier_AreAsPublishedAndNow()
    {
        var places = new HtmlPlaces(3, 7, true, false, MarkupEncoding.Utf16BigEndian);
        var bytes = "<p>hello</p>"u8.ToArray();
        await Shares.StageAsync("u1", [new StagedPiece(0, bytes), new StagedPiece(1, "x"u8.ToArray())], Token);
        StagedFile[] files = [Staged(0, "index.html", bytes, places), Staged(1, "a.txt", "x"u8.ToArray())];
        var share = (await Shares.PublishAsync(Alice, "demo", "u1", files)).Value();
        await Storage.SetTierAsync(Alice, Tier.Grace);

        var file = (await Shares.OpenFileAsync("demo", "", Token)).Value();
        Assert.Equal(
            new SharedFile(share.Id, "index.html", file.ContentId, files[0].Hash, bytes.Length, places, Tier.Grace, false), file);
        Assert.Null((await Shares.OpenFileAsync("demo", "a.txt", Token)).Value().Html);
    }

    [Fact]
    public async Task OpenFile_OtherCaseIdOrDeletedShare_IsNotFound()
    {
        var share = await Shares.UploadAsync(Alice, "demo", ("index.html", "1"));

        Assert.Equal(ErrorCode.NotFound, (await Shares.OpenFileAsync("Demo", "", Token)).Code());
        Assert.Equal(ErrorCode.NotFound, (await Shares.OpenFileAsync(share.Id, "", Token)).Code());
        await Shares.DeleteAsync(Alice, share.Id, Token);
        Assert.Equal(ErrorCode.NotFound, (await Shares.OpenFileAsync("demo", "", Token)).Code());
    }
}
