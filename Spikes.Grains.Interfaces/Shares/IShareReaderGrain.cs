using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Interfaces.Shares;

/// <summary>Reads shares and their files from the rows; a stateless worker, key <c>reader/shares</c>.</summary>
[Alias("spikes.share-reader"), GrainInterfaceType("spikes.share-reader"), Idempotent]
public interface IShareReaderGrain : IGrainWithStringKey
{
    /// <summary>The key of this grain: it has no identity.</summary>
    const string Key = "reader/shares";

    /// <summary>
    /// The most bytes of one <see cref="ReadContentAsync"/>. Below the size from which .NET puts arrays on the large object heap, which
    /// would grow by the whole file before it is collected.
    /// </summary>
    const int MaxContentBytes = 64 * 1024;

    /// <summary>One stretch of an owner's shares, newest first.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="after">The id of the last share before this stretch, or null to begin with the newest.</param>
    /// <param name="maxRows">1 to 1000.</param>
    [Alias("List")]
    ValueTask<Outcome<ShareList>> ListAsync(AccountId owner, string? after, int maxRows, CancellationToken cancellationToken);

    /// <summary>An owner's share by id or slug; <see cref="ErrorCode.NotFound"/> for unknown and foreign ones.</summary>
    [Alias("Find")]
    ValueTask<Outcome<ShareSummary>> FindAsync(AccountId owner, string idOrSlug, CancellationToken cancellationToken);

    /// <summary>
    /// The file that a path inside a share means (contract section 5.5): the file of that name, <c>index.html</c> of a folder;
    /// <see cref="ErrorCode.NotFound"/>. <see cref="ErrorCode.AuthRequired"/> when the share is protected, whatever the path.
    /// </summary>
    /// <param name="slug">The share's slug, exact.</param>
    /// <param name="path">Decoded path without leading slash; empty for the root.</param>
    [Alias("OpenFile")]
    ValueTask<Outcome<SharedFile>> OpenFileAsync(string slug, string path, CancellationToken cancellationToken);

    /// <summary>What stands before a protected share; <see cref="ErrorCode.NotFound"/> when no protected share has the slug.</summary>
    [Alias("FindGuard")]
    ValueTask<Outcome<ShareGuard>> FindGuardAsync(string slug, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="OpenFileAsync"/>, for whoever has passed the guard of a share; <see cref="ErrorCode.NotFound"/> also when the share is
    /// gone.
    /// </summary>
    /// <param name="shareId">The share whose guard it was: by now the slug may mean another one.</param>
    /// <param name="path">As there.</param>
    [Alias("OpenGuardedFile")]
    ValueTask<Outcome<SharedFile>> OpenGuardedFileAsync(string shareId, string path, CancellationToken cancellationToken);

    /// <summary>Bytes of a stored file; <see cref="ErrorCode.NotFound"/> when it is gone.</summary>
    [Alias("ReadContent")]
    ValueTask<Outcome<ContentChunk>> ReadContentAsync(long contentId, long offset, int count, CancellationToken cancellationToken);
}
