using System.Collections.Concurrent;
using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Tests.Storage;

/// <summary>Shares as far as the suites of spikes need them: rows in the database, files in memory.</summary>
internal sealed class RowsOnlyShareStore(NpgsqlDataSource sql, TimeProvider time) : IShareStore
{
    private const string Columns = "id, slug, spike_count, created_at";

    private static readonly Refusal NotFound = new(ErrorCode.NotFound, "Share not found");

    private readonly ConcurrentDictionary<string, byte[]> _staged = new();
    private readonly List<byte[]> _contents = [];
    private readonly ConcurrentDictionary<string, int> _firstFiles = new();

    public Task<Outcome<Done>> StageAsync(string uploadId, IReadOnlyList<StagedPiece> pieces, CancellationToken cancellationToken)
    {
        if (pieces.Count > 0) _staged[uploadId] = pieces[0].Bytes.ToArray();
        return Task.FromResult<Outcome<Done>>(Done.Value);
    }

    public async Task<Outcome<ShareSummary>> PublishAsync(
        CreateShare command, string uploadId, IReadOnlyList<StagedFile> files, int? maxShares, CancellationToken cancellationToken)
    {
        if (_staged.TryRemove(uploadId, out var bytes))
        {
            _contents.Add(bytes);
            _firstFiles[command.Slug] = _contents.Count - 1;
        }

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("D");
        await ExecuteAsync(
            ("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [StoreKey.Unregistered(command.Slug).ToString()]),
            ("INSERT INTO accounts (id, share_count) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET share_count = accounts.share_count + 1", [command.Owner.Value]),
            ("INSERT INTO names (name, store) VALUES ($1, $2)", [command.Slug, StoreKey.Share(id).ToString()]),
            ("INSERT INTO shares (id, slug, owner, created_at) VALUES ($1, $2, $3, $4)", [id, command.Slug, command.Owner.Value, now.ToUnixTimeMilliseconds()]));
        return await FindAsync(command.Owner, id, cancellationToken);
    }

    public async ValueTask<Outcome<ShareSummary>> FindAsync(AccountId owner, string idOrSlug, CancellationToken cancellationToken)
    {
        await using var command = sql.CreateCommand(
            $"SELECT {Columns} FROM shares WHERE owner = $1 AND deleted_at IS NULL AND (id = $2 OR slug = $2)");
        command.Parameters.AddWithValue(owner.Value);
        command.Parameters.AddWithValue(idOrSlug);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return NotFound;
        return new ShareSummary(
            reader.GetString(0), reader.GetString(1), reader.GetInt64(2), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)));
    }

    public async Task<Outcome<ShareSummary>> DeleteAsync(AccountId owner, string shareId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(owner, shareId, cancellationToken);
        if (!found.IsSuccess(out var share, out _)) return found;
        await ExecuteAsync(
            ("UPDATE shares SET slug = NULL, deleted_at = 1 WHERE id = $1", [share.Id]),
            ("DELETE FROM names WHERE name = $1", [share.Slug]),
            ("UPDATE accounts SET share_count = share_count - 1 WHERE id = $1", [owner.Value]),
            ("INSERT INTO purges (store, share) VALUES ($1, $2)", [StoreKey.Share(share.Id).ToString(), share.Id]));
        return share;
    }

    public ValueTask<Outcome<SharedFile>> OpenFileAsync(string slug, string path, CancellationToken cancellationToken)
    {
        var file = _firstFiles[slug];
        return new(new SharedFile("", path, file, "", _contents[file].Length, null, Tier.Free, false));
    }

    public ValueTask<Outcome<ContentChunk>> ReadContentAsync(long contentId, long offset, int count, CancellationToken cancellationToken) =>
        new(new ContentChunk(_contents[(int)contentId]));

    public ValueTask<Outcome<ResolvedName>> ResolveAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Outcome<ShareList>> ListAsync(AccountId owner, string? after, int maxRows, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<Outcome<ShareTotals>> CountAsync(AccountId owner, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Outcome<Done>> DiscardAsync(string uploadId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Outcome<ContentChunk>> ReadStagedAsync(
        string uploadId, int file, long offset, int count, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Outcome<PurgeProgress>> PurgeAsync(string shareId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Outcome<IReadOnlyList<string>>> PendingPurgesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Runs statements in one transaction.</summary>
    private async Task ExecuteAsync(params (string Sql, object[] Values)[] statements)
    {
        await using var connection = await sql.OpenConnectionAsync();
        await using var batch = connection.CreateBatch();
        foreach (var (text, values) in statements)
        {
            var command = new NpgsqlBatchCommand(text);
            foreach (var value in values) command.Parameters.AddWithValue(value);
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
    }
}
