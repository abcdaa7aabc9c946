using Microsoft.Extensions.Time.Testing;
using Spikes.Gateway.Shares;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Tests.Shares;

public sealed class OpenedFilesTests
{
    private static readonly SharedFile File = new("share", "index.html", 1, "hash", 10, null, Tier.Free, IsFolder: false);
    private static readonly SharedFile Changed = File with { OwnerTier = Tier.Pro };
    private static readonly SharedFile OfAnother = File with { ShareId = "other" };
    private static readonly Refusal Gone = new(ErrorCode.NotFound, "Not found");

    private readonly FakeTimeProvider _clock = new();
    private readonly Reader _reader = new();
    private readonly FakeShare _share = new();
    private readonly OpenedFiles _files;
    private Exception? _fault;

    public OpenedFilesTests()
    {
        var (factory, fakes) = FakeGrains.Create();
        fakes.Register<IShareReaderGrain>(_ => _fault is null ? _reader : throw _fault);
        fakes.Register<IShareGrain>(_ => _fault is null ? _share : throw _fault);
        _files = new OpenedFiles(factory, new ShareVersions(factory, _clock), _clock);
    }

    [Fact]
    public async Task Open_OftenAndNothingChanged_ReadsTwice()
    {
        for (var i = 0; i < 5; i++) Assert.Same(File, (await OpenAsync(File)).Value);

        // The version can only be asked once the share is known, and must be older than the answer.
        Assert.Equal(2, _reader.Reads);
    }

    [Fact]
    public async Task Open_ShareHasAnotherVersion_ReadsAgain()
    {
        await OpenOftenAsync(File);
        _share.Version++;

        Assert.Same(Changed, (await OpenAsync(Changed)).Value);
    }

    [Fact]
    public async Task Open_ShareIsDeletedWhileItIsRead_ReadsAgain()
    {
        await OpenAsync(File);
        _reader.BeforeAnswer = () => _share.Version++;
        await OpenAsync(File);
        _reader.BeforeAnswer = null;

        Assert.Equal(ErrorCode.NotFound, (await OpenAsync(Gone)).Refusal?.Code);
    }

    [Fact]
    public async Task Open_SlugMeansAnotherShareNow_DoesNotHoldItByTheVersionOfTheFirst()
    {
        await OpenAsync(File);
        await OpenAsync(OfAnother);

        Assert.Same(File, (await OpenAsync(File)).Value);
    }

    [Fact]
    public async Task Open_AnswerIsOld_ReadsAgain()
    {
        await OpenOftenAsync(File);
        _clock.Advance(OpenedFiles.MaxAge - TimeSpan.FromTicks(1));
        Assert.Same(File, (await OpenAsync(Changed)).Value);

        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Same(Changed, (await OpenAsync(Changed)).Value);
    }

    [Fact]
    public async Task Open_StorageIsAway_AnswersWhatWasTrueWithinTheMinute()
    {
        await OpenAsync(File);
        _clock.Advance(OpenedFiles.MaxAgeInOutage - TimeSpan.FromTicks(1));

        Assert.Same(File, (await OpenAsync(Refusal.Unavailable)).Value);

        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(ErrorCode.Unavailable, (await OpenAsync(Refusal.Unavailable)).Refusal?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public async Task Open_NoSiloAnswers_AnswersWhatWasTrueWithinTheMinute(int secondsLater)
    {
        await OpenAsync(File);
        _clock.Advance(TimeSpan.FromSeconds(secondsLater));
        _fault = new TimeoutException();

        Assert.Same(File, (await OpenAsync(File)).Value);
    }

    [Fact]
    public async Task Open_NoSiloAnswersAndNothingIsRemembered_IsUnavailable()
    {
        _fault = new TimeoutException();

        Assert.Equal(ErrorCode.Unavailable, (await OpenAsync(File)).Refusal?.Code);
    }

    [Fact]
    public async Task Open_ShareIsGone_IsNotAnsweredFromMemory()
    {
        await OpenOftenAsync(File);
        _share.Version++;

        Assert.Equal(ErrorCode.NotFound, (await OpenAsync(Gone)).Refusal?.Code);
        Assert.Equal(ErrorCode.Unavailable, (await OpenAsync(Refusal.Unavailable)).Refusal?.Code);
    }

    [Fact]
    public async Task Open_AnotherPath_IsNotAnsweredFromMemory()
    {
        await OpenOftenAsync(File);
        _reader.Answer = Refusal.Unavailable;

        Assert.Equal(ErrorCode.Unavailable, (await _files.OpenAsync("slug", "other.html", CancellationToken.None)).Refusal?.Code);
        Assert.Equal(ErrorCode.Unavailable, (await _files.OpenAsync("other", "", CancellationToken.None)).Refusal?.Code);
    }

    /// <summary>So often that the answer is held by the share's version.</summary>
    private async Task OpenOftenAsync(Outcome<SharedFile> answer)
    {
        for (var i = 0; i < 3; i++) await OpenAsync(answer);
    }

    private ValueTask<Outcome<SharedFile>> OpenAsync(Outcome<SharedFile> answer)
    {
        _reader.Answer = answer;
        return _files.OpenAsync("slug", "", CancellationToken.None);
    }

    private sealed class Reader : IShareReaderGrain
    {
        public Outcome<SharedFile> Answer { get; set; }

        public Action? BeforeAnswer { get; set; }

        public int Reads { get; private set; }

        public ValueTask<Outcome<SharedFile>> OpenFileAsync(string slug, string path, CancellationToken cancellationToken)
        {
            Reads++;
            BeforeAnswer?.Invoke();
            return new(Answer);
        }

        public ValueTask<Outcome<ShareGuard>> FindGuardAsync(string slug, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Outcome<SharedFile>> OpenGuardedFileAsync(string shareId, string path, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<ShareList>> ListAsync(AccountId owner, string? after, int maxRows, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<ShareSummary>> FindAsync(AccountId owner, string idOrSlug, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<ContentChunk>> ReadContentAsync(
            long contentId, long offset, int count, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
