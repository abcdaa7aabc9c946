using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.Shares;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares;

public sealed class OpenedFilesTests
{
    private static readonly SharedFile File = new("share", "index.html", 1, "hash", 10, null, Tier.Free, IsFolder: false);
    private static readonly Refusal Gone = new(ErrorCode.NotFound, "Not found");

    private readonly FakeTimeProvider _clock = new();
    private readonly Reader _reader = new();
    private readonly OpenedFiles _files;

    public OpenedFilesTests()
    {
        var (factory, fakes) = FakeGrains.Create();
        fakes.Register<IShareReaderGrain>(_ => _reader);
        _files = new OpenedFiles(factory, _clock);
    }

    [Fact]
    public async Task Open_StorageIsAway_AnswersWhatWasTrueWithinTheMinute()
    {
        await OpenAsync(File);
        _clock.Advance(OpenedFiles.MaxAge - TimeSpan.FromTicks(1));

        Assert.Same(File, (await OpenAsync(Refusal.Unavailable)).Value);

        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(ErrorCode.Unavailable, (await OpenAsync(Refusal.Unavailable)).Refusal?.Code);
    }

    [Fact]
    public async Task Open_NoSiloAnswers_AnswersWhatWasTrueWithinTheMinute()
    {
        await OpenAsync(File);
        _reader.Fault = new TimeoutException();

        Assert.Same(File, (await OpenAsync(File)).Value);
    }

    [Fact]
    public async Task Open_ShareIsGone_IsNotAnsweredFromMemory()
    {
        await OpenAsync(File);

        Assert.Equal(ErrorCode.NotFound, (await OpenAsync(Gone)).Refusal?.Code);
        Assert.Equal(ErrorCode.Unavailable, (await OpenAsync(Refusal.Unavailable)).Refusal?.Code);
    }

    [Fact]
    public async Task Open_AnotherPath_IsNotAnsweredFromMemory()
    {
        await OpenAsync(File);
        _reader.Answer = Refusal.Unavailable;

        Assert.Equal(ErrorCode.Unavailable, (await _files.OpenAsync("slug", "other.html", CancellationToken.None)).Refusal?.Code);
        Assert.Equal(ErrorCode.Unavailable, (await _files.OpenAsync("other", "", CancellationToken.None)).Refusal?.Code);
    }

    private ValueTask<Outcome<SharedFile>> OpenAsync(Outcome<SharedFile> answer)
    {
        _reader.Answer = answer;
        return _files.OpenAsync("slug", "", CancellationToken.None);
    }

    private sealed class Reader : IShareReaderGrain
    {
        public Outcome<SharedFile> Answer { get; set; }

        public Exception? Fault { get; set; }

        public ValueTask<Outcome<SharedFile>> OpenFileAsync(string slug, string path, CancellationToken cancellationToken) =>
            Fault is null ? new(Answer) : ValueTask.FromException<Outcome<SharedFile>>(Fault);

        public ValueTask<Outcome<ShareList>> ListAsync(AccountId owner, string? after, int maxRows, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<ShareSummary>> FindAsync(AccountId owner, string idOrSlug, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<ContentChunk>> ReadContentAsync(
            long contentId, long offset, int count, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
