using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Rows of shares, names and files in PostgreSQL.</summary>
internal sealed class PostgresShareStore(PostgresDatabase database, TimeProvider timeProvider) : IShareStore
{
    private const int MaxPendingPurges = 1000;
    private readonly PostgresSharePublisher _publisher = new(timeProvider);
    private readonly PostgresShareDeletes _deletes = new(timeProvider);
    private readonly PostgresShareContents _contents = new(timeProvider);

    /// <inheritdoc/>
    public ValueTask<Outcome<ResolvedName>> ResolveAsync(string name, CancellationToken cancellationToken) => PostgresText.CanHold(name)
        ? database.ReadAsync<ResolvedName>(async (sql, token) => await PostgresShareRows.ResolveAsync(sql, name, token), cancellationToken)
        : new(new ResolvedName(StoreKey.Unregistered(name), false));

    /// <inheritdoc/>
    public ValueTask<Outcome<ShareList>> ListAsync(AccountId owner, string? after, int maxRows, CancellationToken cancellationToken) =>
        PostgresText.CanHold(after)
            ? database.ReadAsync<ShareList>(
                async (sql, token) => await PostgresShareRows.ListAsync(sql, owner, after, maxRows, token), cancellationToken)
            : new(new ShareList([], null));

    /// <inheritdoc/>
    public ValueTask<Outcome<ShareSummary>> FindAsync(AccountId owner, string idOrSlug, CancellationToken cancellationToken) =>
        PostgresText.CanHold(idOrSlug)
            ? database.ReadAsync((sql, token) => PostgresShareRows.FindAsync(sql, owner, idOrSlug, token), cancellationToken)
            : new(ShareRecords.NotFound);

    /// <inheritdoc/>
    public ValueTask<Outcome<SharedFile>> OpenFileAsync(string slug, string path, CancellationToken cancellationToken) =>
        PostgresText.CanHold(slug) && PostgresText.CanHold(path)
            ? database.ReadAsync((sql, token) => PostgresShareFiles.OpenAsync(sql, slug, path, timeProvider.GetUtcNow(), token), cancellationToken)
            : new(ShareRecords.PathNotFound);

    /// <inheritdoc/>
    public ValueTask<Outcome<ShareGuard>> FindGuardAsync(string idOrSlug, CancellationToken cancellationToken) =>
        PostgresText.CanHold(idOrSlug)
            ? database.ReadAsync(
                (sql, token) => PostgresShareFiles.FindGuardAsync(sql, idOrSlug, timeProvider.GetUtcNow(), token), cancellationToken)
            : new(ShareRecords.NotFound);

    /// <inheritdoc/>
    public ValueTask<Outcome<SharedFile>> OpenGuardedFileAsync(string shareId, string path, CancellationToken cancellationToken) =>
        PostgresText.CanHold(path)
            ? database.ReadAsync(
                (sql, token) => PostgresShareFiles.OpenGuardedAsync(sql, shareId, path, timeProvider.GetUtcNow(), token), cancellationToken)
            : new(ShareRecords.PathNotFound);

    /// <inheritdoc/>
    public ValueTask<Outcome<ContentChunk>> ReadContentAsync(long contentId, long offset, int count, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (sql, token) => PostgresShareContents.ReadPublishedAsync(sql, contentId, offset, count, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<Done>> StageAsync(string uploadId, IReadOnlyList<StagedPiece> pieces, CancellationToken cancellationToken) =>
        database.WriteAsync((sql, token) => _contents.StageAsync(sql, uploadId, pieces, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<Outcome<ShareSummary>> PublishAsync(
        CreateShare command, string uploadId, IReadOnlyList<StagedFile> files, int? maxShares, CancellationToken cancellationToken)
    {
        var published = await database.WriteAsync(
            (sql, token) => _publisher.PublishAsync(sql, command, uploadId, files, maxShares, token), cancellationToken);
        if (published.Refusal is { Code: ErrorCode.ShareLimit or ErrorCode.UpgradeRequired or ErrorCode.BudgetExceeded })
            await DiscardAsync(uploadId, cancellationToken);
        return published;
    }

    /// <inheritdoc/>
    public Task<Outcome<Done>> DiscardAsync(string uploadId, CancellationToken cancellationToken) => ExecuteAsync(
        (sql, token) => PostgresShareContents.DiscardAsync(sql, uploadId, token), cancellationToken);

    /// <summary>Drops what uploads have staged that nobody will end: their process died more than an hour ago.</summary>
    public Task<Outcome<Done>> DiscardAbandonedAsync(CancellationToken cancellationToken) =>
        ExecuteAsync(_contents.DiscardAbandonedAsync, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<ContentChunk>> ReadStagedAsync(
        string uploadId, int file, long offset, int count, CancellationToken cancellationToken) => database.ReadAsync(
            (sql, token) => PostgresShareContents.ReadStagedAsync(sql, uploadId, file, offset, count, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<ShareSummary>> DeleteAsync(AccountId owner, string shareId, CancellationToken cancellationToken) =>
        Uuid.TryRead(shareId, out var id)
            ? database.WriteAsync((sql, token) => _deletes.DeleteAsync(sql, owner, id, token), cancellationToken)
            : Task.FromResult<Outcome<ShareSummary>>(ShareRecords.NotFound);

    /// <inheritdoc/>
    public Task<Outcome<PurgeProgress>> PurgeAsync(string shareId, CancellationToken cancellationToken) =>
        database.WriteAsync((sql, token) => PostgresShareDeletes.PurgeAsync(sql, shareId, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<string>>> PendingPurgesAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async (sql, token) => new Outcome<IReadOnlyList<string>>
        {
            Value = await sql.ListAsync("SELECT share FROM purges LIMIT $1", row => row.GetString(0), token, MaxPendingPurges),
        },
        cancellationToken);

    private Task<Outcome<Done>> ExecuteAsync(Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        database.WriteAsync<Done>(
            async (sql, token) =>
            {
                await work(sql, token);
                return Done.Value;
            },
            cancellationToken);
}
