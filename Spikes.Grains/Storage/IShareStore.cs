using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Storage;

/// <summary>Rows of shares, names and files. Refusals and outages are values: no method throws a driver's exception.</summary>
public interface IShareStore
{
    /// <summary>What a name means now (contract section 4.1).</summary>
    ValueTask<Outcome<ResolvedName>> ResolveAsync(string name, CancellationToken cancellationToken);

    /// <summary>One stretch of an owner's shares, newest first; parameters as in <see cref="IShareReaderGrain.ListAsync"/>.</summary>
    ValueTask<Outcome<ShareList>> ListAsync(AccountId owner, string? after, int maxRows, CancellationToken cancellationToken);

    /// <summary>An owner's share by id or slug; <see cref="ErrorCode.NotFound"/>.</summary>
    ValueTask<Outcome<ShareSummary>> FindAsync(AccountId owner, string idOrSlug, CancellationToken cancellationToken);

    /// <summary>The file that a path means, as in <see cref="IShareReaderGrain.OpenFileAsync"/>.</summary>
    ValueTask<Outcome<SharedFile>> OpenFileAsync(string slug, string path, CancellationToken cancellationToken);

    /// <summary>What stands before a share, by id or slug; <see cref="ErrorCode.NotFound"/> when it is not protected or not there.</summary>
    ValueTask<Outcome<ShareGuard>> FindGuardAsync(string idOrSlug, CancellationToken cancellationToken);

    /// <summary>A file behind the guard of a share, as in <see cref="IShareReaderGrain.OpenGuardedFileAsync"/>.</summary>
    ValueTask<Outcome<SharedFile>> OpenGuardedFileAsync(string shareId, string path, CancellationToken cancellationToken);

    /// <summary>Bytes of a stored file; <see cref="ErrorCode.NotFound"/>.</summary>
    ValueTask<Outcome<ContentChunk>> ReadContentAsync(long contentId, long offset, int count, CancellationToken cancellationToken);

    /// <summary>Stages bytes of an upload: invisible, and gone after <see cref="DiscardAsync"/> or a restart.</summary>
    /// <param name="uploadId">The upload's UUID.</param>
    /// <param name="pieces">The bytes, file by file, in order. The caller may reuse them once the call has returned.</param>
    Task<Outcome<Done>> StageAsync(string uploadId, IReadOnlyList<StagedPiece> pieces, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a share of the staged files in one transaction, with a slug that nobody has; <see cref="ErrorCode.ShareLimit"/> when the
    /// owner is free and has <paramref name="maxShares"/>, <see cref="ErrorCode.UpgradeRequired"/> when the owner is free and the share has
    /// a password or a webhook, <see cref="ErrorCode.BudgetExceeded"/> when the owner is an agent and the key's cap does not allow it, all by
    /// the tier and the cap in the rows. Content that is stored already is not stored again.
    /// </summary>
    /// <param name="command">Owner and names.</param>
    /// <param name="uploadId">Whose staged files.</param>
    /// <param name="files">Every file of the upload.</param>
    /// <param name="maxShares">The most shares a free owner may have, or null for no limit. It never limits owners of other tiers.</param>
    Task<Outcome<ShareSummary>> PublishAsync(
        CreateShare command, string uploadId, IReadOnlyList<StagedFile> files, int? maxShares, CancellationToken cancellationToken);

    /// <summary>Drops what an upload has staged.</summary>
    Task<Outcome<Done>> DiscardAsync(string uploadId, CancellationToken cancellationToken);

    /// <summary>Reads staged bytes back, before they are published.</summary>
    ValueTask<Outcome<ContentChunk>> ReadStagedAsync(string uploadId, int file, long offset, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a share for everyone in one transaction: slug free, count lower, out of every list. Its rows stay until
    /// <see cref="PurgeAsync"/>. <see cref="ErrorCode.NotFound"/> for unknown and foreign ones.
    /// </summary>
    Task<Outcome<ShareSummary>> DeleteAsync(AccountId owner, string shareId, CancellationToken cancellationToken);

    /// <summary>Removes up to 1000 rows of a deleted share, in the end its files; true when nothing is left.</summary>
    Task<Outcome<PurgeProgress>> PurgeAsync(string shareId, CancellationToken cancellationToken);

    /// <summary>Deleted shares that still have rows, at most 1000.</summary>
    ValueTask<Outcome<IReadOnlyList<string>>> PendingPurgesAsync(CancellationToken cancellationToken);
}

/// <summary>Bytes of a staged file; they follow what was staged of it before.</summary>
public readonly record struct StagedPiece(int File, ReadOnlyMemory<byte> Bytes);

/// <summary>A wholly staged file.</summary>
/// <param name="File">Its number in the upload.</param>
/// <param name="Name">Its name in the share.</param>
/// <param name="Hash">SHA-256 of its bytes, lower-case hex.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Html">Where markup goes, for HTML files.</param>
public sealed record StagedFile(int File, string Name, string Hash, long Length, HtmlPlaces? Html);

/// <summary>How far a purge is.</summary>
public sealed record PurgeProgress(bool IsComplete);
