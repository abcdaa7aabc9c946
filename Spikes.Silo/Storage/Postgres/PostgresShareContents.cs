using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>A stored or staged content.</summary>
internal sealed record PostgresContent(long Id, long Length);

/// <summary>Bytes of files in chunks: staged with an upload, published under their hash.</summary>
internal sealed class PostgresShareContents(TimeProvider timeProvider)
{
    private static readonly TimeSpan LongestUpload = TimeSpan.FromHours(1);

    /// <summary>Appends pieces to staged files.</summary>
    public async Task<Outcome<Done>> StageAsync(
        NpgsqlConnection sql, string uploadId, IReadOnlyList<StagedPiece> pieces, CancellationToken token)
    {
        foreach (var piece in pieces)
        {
            var content = await FindStagedAsync(sql, uploadId, piece.File, token)
                ?? await AddStagedAsync(sql, uploadId, piece.File, Instants.Now(timeProvider), token);
            if (!piece.Bytes.IsEmpty) await AppendAsync(sql, content, piece.Bytes, token);
        }

        return Done.Value;
    }

    /// <summary>The content of a staged file.</summary>
    public static Task<PostgresContent?> FindStagedAsync(NpgsqlConnection sql, string uploadId, int file, CancellationToken token) =>
        sql.SingleAsync("SELECT id, length FROM contents WHERE upload = $1 AND upload_file = $2", ReadContent, token, uploadId, file);

    /// <summary>Begins a staged file.</summary>
    public static async Task<PostgresContent> AddStagedAsync(NpgsqlConnection sql, string uploadId, int file, long now, CancellationToken token) =>
        (await sql.SingleAsync(
            "INSERT INTO contents (upload, upload_file, staged_at) VALUES ($1, $2, $3) RETURNING id, length",
            ReadContent,
            token,
            uploadId,
            file,
            now))!;

    /// <summary>
    /// Makes a staged file readable under its hash, or refers to the same bytes that are stored already. Those are locked, so that no
    /// purge drops them meanwhile. When another upload stores the same hash at once, this transaction fails and runs again.
    /// </summary>
    /// <returns>The content to refer to.</returns>
    public static async Task<long> PublishAsync(NpgsqlConnection sql, PostgresContent staged, string hash, CancellationToken token)
    {
        if (await sql.NumberAsync("SELECT id FROM contents WHERE hash = $1 FOR KEY SHARE", token, hash) is { } stored) return stored;

        await sql.ExecuteAsync(
            "UPDATE contents SET hash = $1, upload = NULL, upload_file = NULL, staged_at = NULL WHERE id = $2", token, hash, staged.Id);
        return staged.Id;
    }

    /// <summary>Drops what an upload has staged.</summary>
    public static Task DiscardAsync(NpgsqlConnection sql, string uploadId, CancellationToken token) =>
        sql.ExecuteAsync("DELETE FROM contents WHERE upload = $1", token, uploadId);

    /// <summary>Drops what old uploads have staged.</summary>
    public Task DiscardAbandonedAsync(NpgsqlConnection sql, CancellationToken token) => sql.ExecuteAsync(
        "DELETE FROM contents WHERE upload IS NOT NULL AND staged_at < $1", token, Instants.Now(timeProvider) - (long)LongestUpload.TotalMilliseconds);

    /// <summary>
    /// Drops published contents that no file refers to, in the order of their ids, against deadlocks. The lock comes first: the next
    /// statement sees what was committed before it.
    /// </summary>
    public static async Task DropUnusedAsync(NpgsqlConnection sql, long[] ids, CancellationToken token)
    {
        await sql.ExecuteAsync("SELECT 1 FROM contents WHERE id = ANY($1) ORDER BY id FOR UPDATE", token, ids);
        await sql.ExecuteAsync(
            "DELETE FROM contents c WHERE id = ANY($1) AND NOT EXISTS (SELECT 1 FROM share_files f WHERE f.content = c.id)", token, ids);
    }

    /// <summary>Bytes of a published content.</summary>
    public static async Task<Outcome<ContentChunk>> ReadPublishedAsync(
        NpgsqlConnection sql, long id, long offset, int count, CancellationToken token) => await ReadAsync(
            sql,
            await sql.SingleAsync("SELECT id, length FROM contents WHERE id = $1 AND hash IS NOT NULL", ReadContent, token, id),
            offset,
            count,
            token);

    /// <summary>Bytes of a staged file.</summary>
    public static async Task<Outcome<ContentChunk>> ReadStagedAsync(
        NpgsqlConnection sql, string uploadId, int file, long offset, int count, CancellationToken token) =>
        await ReadAsync(sql, await FindStagedAsync(sql, uploadId, file, token), offset, count, token);

    private static async Task<Outcome<ContentChunk>> ReadAsync(
        NpgsqlConnection sql, PostgresContent? content, long offset, int count, CancellationToken token)
    {
        if (content is null) return ShareRecords.ContentNotFound;

        var from = Math.Clamp(offset, 0, content.Length);
        var bytes = new byte[Math.Min(Math.Clamp(count, 0, IShareReaderGrain.MaxContentBytes), content.Length - from)];
        var filled = 0;
        var chunks = await sql.ListAsync(
            "SELECT \"offset\", bytes FROM content_chunks WHERE content = $1 AND \"offset\" < $3 AND \"offset\" >= "
            + "(SELECT max(\"offset\") FROM content_chunks WHERE content = $1 AND \"offset\" <= $2) ORDER BY \"offset\"",
            row => (Offset: row.GetInt64(0), Bytes: row.GetFieldValue<byte[]>(1)),
            token,
            content.Id,
            from,
            from + bytes.Length);
        foreach (var chunk in chunks)
        {
            var part = chunk.Bytes.AsSpan((int)Math.Max(0, from - chunk.Offset));
            part = part[..Math.Min(part.Length, bytes.Length - filled)];
            part.CopyTo(bytes.AsSpan(filled));
            filled += part.Length;
        }

        // A purge between the two statements: what is left is no file.
        return filled < bytes.Length ? ShareRecords.ContentNotFound : new ContentChunk(bytes);
    }

    private static async Task AppendAsync(NpgsqlConnection sql, PostgresContent content, ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        for (var at = 0; at < bytes.Length; at += IShareReaderGrain.MaxContentBytes)
        {
            await sql.ExecuteAsync(
                "INSERT INTO content_chunks (content, \"offset\", bytes) VALUES ($1, $2, $3)",
                token,
                content.Id,
                content.Length + at,
                bytes.Slice(at, Math.Min(IShareReaderGrain.MaxContentBytes, bytes.Length - at)));
        }

        await sql.ExecuteAsync("UPDATE contents SET length = length + $2 WHERE id = $1", token, content.Id, (long)bytes.Length);
    }

    private static PostgresContent ReadContent(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1));
}
