using Orleans.Concurrency;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Shares;

[GrainType("share-reader"), StatelessWorker(ReaderLimits.Workers), Reentrant]
internal sealed class ShareReaderGrain(IShareStore shares) : Grain, IShareReaderGrain
{
    private const int MaxRows = 1000;

    private static readonly Refusal NotFound = new(ErrorCode.NotFound, "Not Found");

    public ValueTask<Outcome<ShareList>> ListAsync(AccountId owner, string? after, int maxRows, CancellationToken cancellationToken) =>
        shares.ListAsync(owner, after, Math.Clamp(maxRows, 1, MaxRows), cancellationToken);

    public ValueTask<Outcome<ShareSummary>> FindAsync(AccountId owner, string idOrSlug, CancellationToken cancellationToken) =>
        shares.FindAsync(owner, idOrSlug, cancellationToken);

    public ValueTask<Outcome<SharedFile>> OpenFileAsync(string slug, string path, CancellationToken cancellationToken) =>
        shares.OpenFileAsync(slug, path, cancellationToken);

    // An id is no slug: nothing is served under it.
    public ValueTask<Outcome<ShareGuard>> FindGuardAsync(string slug, CancellationToken cancellationToken) =>
        Uuid.IsUuid(slug) ? new(NotFound) : shares.FindGuardAsync(slug, cancellationToken);

    public ValueTask<Outcome<SharedFile>> OpenGuardedFileAsync(string shareId, string path, CancellationToken cancellationToken) =>
        shares.OpenGuardedFileAsync(shareId, path, cancellationToken);

    public ValueTask<Outcome<ContentChunk>> ReadContentAsync(long contentId, long offset, int count, CancellationToken cancellationToken) =>
        shares.ReadContentAsync(
            contentId, Math.Max(offset, 0), Math.Clamp(count, 0, IShareReaderGrain.MaxContentBytes), cancellationToken);
}
