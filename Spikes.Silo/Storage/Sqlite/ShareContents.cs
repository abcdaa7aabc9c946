using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>A stored or staged content.</summary>
internal readonly record struct StoredContent(long Id, long Length);

/// <summary>Bytes of files in chunks: staged with an upload, published under their hash.</summary>
internal static class ShareContents
{
    /// <summary>Appends pieces to staged files.</summary>
    public static Outcome<Done> Stage(
        SqliteSession session, string uploadId, IReadOnlyList<StagedPiece> pieces)
    {
        foreach (var piece in pieces)
        {
            var content = FindStaged(session, uploadId, piece.File) ?? AddStaged(session, uploadId, piece.File);
            if (!piece.Bytes.IsEmpty) Append(session, content, piece.Bytes);
        }

        return Done.Value;
    }

    /// <summary>The content of a staged file.</summary>
    public static StoredContent? FindStaged(SqliteSession session, string uploadId, int file) => session.Single<StoredContent?>(
        "SELECT id, length FROM contents WHERE upload = @upload AND upload_file = @file",
        row => new StoredContent(row.GetInt64(0), row.GetInt64(1)),
        ("@upload", uploadId),
        ("@file", file));

    /// <summary>Begins a staged file.</summary>
    public static StoredContent AddStaged(SqliteSession session, string uploadId, int file) => new(
        session.Single(
            "INSERT INTO contents (upload, upload_file) VALUES (@upload, @file) RETURNING id",
            row => row.GetInt64(0),
            ("@upload", uploadId),
            ("@file", file)),
        0);

    /// <summary>Makes a staged file readable under its hash, or drops it for the same bytes that are stored already.</summary>
    /// <returns>The content to refer to.</returns>
    public static long Publish(SqliteSession session, StoredContent staged, string hash)
    {
        var stored = session.Single<long?>("SELECT id FROM contents WHERE hash = @hash", row => row.GetInt64(0), ("@hash", hash));
        if (stored is { } id)
        {
            session.Execute("DELETE FROM contents WHERE id = @id", ("@id", staged.Id));
            return id;
        }

        session.Execute(
            "UPDATE contents SET hash = @hash, upload = NULL, upload_file = NULL WHERE id = @id", ("@hash", hash), ("@id", staged.Id));
        return staged.Id;
    }

    /// <summary>Drops what an upload has staged.</summary>
    public static void Discard(SqliteSession session, string uploadId) =>
        session.Execute("DELETE FROM contents WHERE upload = @upload", ("@upload", uploadId));

    /// <summary>Drops what every upload has staged.</summary>
    public static void DiscardAll(SqliteSession session) => session.Execute("DELETE FROM contents WHERE upload IS NOT NULL");

    /// <summary>Drops a published content that no file refers to.</summary>
    public static void DropUnused(SqliteSession session, long id) => session.Execute(
        "DELETE FROM contents WHERE id = @id AND NOT EXISTS (SELECT 1 FROM share_files WHERE content = @id)", ("@id", id));

    /// <summary>Bytes of a published content.</summary>
    public static Outcome<ContentChunk> ReadPublished(SqliteSession session, long id, long offset, int count)
    {
        var content = session.Single<StoredContent?>(
            "SELECT id, length FROM contents WHERE id = @id AND hash IS NOT NULL",
            row => new StoredContent(row.GetInt64(0), row.GetInt64(1)),
            ("@id", id));
        return Read(session, content, offset, count);
    }

    /// <summary>Bytes of a staged file.</summary>
    public static Outcome<ContentChunk> ReadStaged(SqliteSession session, string uploadId, int file, long offset, int count) =>
        Read(session, FindStaged(session, uploadId, file), offset, count);

    private static Outcome<ContentChunk> Read(SqliteSession session, StoredContent? content, long offset, int count)
    {
        if (content is not { } found) return ShareRecords.ContentNotFound;

        var from = Math.Clamp(offset, 0, found.Length);
        var bytes = new byte[Math.Min(Math.Clamp(count, 0, IShareReaderGrain.MaxContentBytes), found.Length - from)];
        var filled = 0;
        session.Each(
            "SELECT offset, bytes FROM content_chunks WHERE content = @id AND offset < @to AND offset >= "
            + "(SELECT max(offset) FROM content_chunks WHERE content = @id AND offset <= @from) ORDER BY offset",
            row =>
            {
                var skip = Math.Max(0, from - row.GetInt64(0));
                filled += (int)row.GetBytes(1, skip, bytes, filled, bytes.Length - filled);
                return filled < bytes.Length;
            },
            ("@id", found.Id),
            ("@to", from + bytes.Length),
            ("@from", from));

        // A purge between the two statements: what is left is no file.
        return filled < bytes.Length ? ShareRecords.ContentNotFound : new ContentChunk(bytes);
    }

    private static void Append(SqliteSession session, StoredContent content, ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at += IShareReaderGrain.MaxContentBytes)
        {
            session.Execute(
                "INSERT INTO content_chunks (content, offset, bytes) VALUES (@id, @offset, @bytes)",
                ("@id", content.Id),
                ("@offset", content.Length + at),
                ("@bytes", bytes.Slice(at, Math.Min(IShareReaderGrain.MaxContentBytes, bytes.Length - at)).ToArray()));
        }

        session.Execute(
            "UPDATE contents SET length = length + @count WHERE id = @id", ("@count", bytes.Length), ("@id", content.Id));
    }
}
