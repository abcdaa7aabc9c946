using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Rows of shares, names and files in SQLite.</summary>
internal sealed class SqliteShareStore(
    SqliteWriter writer, SqliteReaders readers, SharePublisher publisher, ShareDeletes deletes, TimeProvider timeProvider) : IShareStore
{
    private const int MaxPendingPurges = 1000;

    /// <inheritdoc/>
    public ValueTask<Outcome<ResolvedName>> ResolveAsync(string name, CancellationToken cancellationToken) =>
        readers.ReadAsync<ResolvedName>(session => StoreNames.Resolve(session, name));

    /// <inheritdoc/>
    public ValueTask<Outcome<ShareList>> ListAsync(AccountId owner, string? after, int maxRows, CancellationToken cancellationToken) =>
        readers.ReadAsync<ShareList>(session => ShareRows.List(session, owner, after, maxRows));

    /// <inheritdoc/>
    public ValueTask<Outcome<ShareSummary>> FindAsync(AccountId owner, string idOrSlug, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => ShareRows.Find(session, owner, idOrSlug));

    /// <inheritdoc/>
    public ValueTask<Outcome<SharedFile>> OpenFileAsync(string slug, string path, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => ShareFiles.Open(session, slug, path, timeProvider.GetUtcNow()));

    /// <inheritdoc/>
    public ValueTask<Outcome<ShareGuard>> FindGuardAsync(string idOrSlug, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => ShareFiles.FindGuard(session, idOrSlug, timeProvider.GetUtcNow()));

    /// <inheritdoc/>
    public ValueTask<Outcome<SharedFile>> OpenGuardedFileAsync(string shareId, string path, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => ShareFiles.OpenGuarded(session, shareId, path, timeProvider.GetUtcNow()));

    /// <inheritdoc/>
    public ValueTask<Outcome<ContentChunk>> ReadContentAsync(long contentId, long offset, int count, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => ShareContents.ReadPublished(session, contentId, offset, count));

    /// <inheritdoc/>
    public Task<Outcome<Done>> StageAsync(
        string uploadId, IReadOnlyList<StagedPiece> pieces, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            session => ShareContents.Stage(session, uploadId, pieces), cancellationToken, pieces.Sum(piece => (long)piece.Bytes.Length));

    /// <inheritdoc/>
    public Task<Outcome<ShareSummary>> PublishAsync(
        CreateShare command, string uploadId, IReadOnlyList<StagedFile> files, int? maxShares, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => publisher.Publish(session, command, uploadId, files, maxShares), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<Done>> DiscardAsync(string uploadId, CancellationToken cancellationToken) => writer.WriteAsync<Done>(
        session =>
        {
            ShareContents.Discard(session, uploadId);
            return Done.Value;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ContentChunk>> ReadStagedAsync(
        string uploadId, int file, long offset, int count, CancellationToken cancellationToken) =>
        readers.ReadAsync(session => ShareContents.ReadStaged(session, uploadId, file, offset, count));

    /// <inheritdoc/>
    public Task<Outcome<ShareSummary>> DeleteAsync(AccountId owner, string shareId, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => deletes.Delete(session, owner, shareId), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<PurgeProgress>> PurgeAsync(string shareId, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => ShareDeletes.Purge(session, shareId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<string>>> PendingPurgesAsync(CancellationToken cancellationToken) => readers.ReadAsync(session => new Outcome<IReadOnlyList<string>>
    {
        Value = session.List("SELECT share FROM purges LIMIT @limit", row => row.GetString(0), ("@limit", MaxPendingPurges)),
    });
}
