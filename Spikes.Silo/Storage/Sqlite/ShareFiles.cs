using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>The file that a path in a share means (contract section 5.5).</summary>
internal static class ShareFiles
{
    /// <summary>Files of protected shares are not there for who does not name the share that he was let into.</summary>
    private const string SelectOpen = ShareRecords.SelectFile + "WHERE h.slug = @share AND f.name = @name AND h.password_hash IS NULL";

    private const string SelectGuarded = ShareRecords.SelectFile + "WHERE h.id = @share AND f.name = @name";

    private const string SelectGuardBySlug = ShareRecords.SelectGuard + "h.slug = @slug";

    private const string SelectGuardById = ShareRecords.SelectGuard + "h.id = @id";

    /// <summary>Finds the file of a share that is open to everybody.</summary>
    public static Outcome<SharedFile> Open(SqliteSession session, string slug, string path, DateTimeOffset now)
    {
        if (Find(session, SelectOpen, slug, path, now) is { } file) return file;
        return FindGuardBySlug(session, slug, now) is null ? ShareRecords.PathNotFound : ShareRecords.Protected;
    }

    /// <summary>Finds the file of a protected share.</summary>
    public static Outcome<GuardedFile> OpenGuarded(SqliteSession session, string slug, string path, DateTimeOffset now)
    {
        if (FindGuardBySlug(session, slug, now) is not { } guard) return ShareRecords.PathNotFound;
        return new GuardedFile(guard, Find(session, SelectGuarded, guard.ShareId, path, now));
    }

    /// <summary>What stands before a share.</summary>
    public static Outcome<ShareGuard> FindGuard(SqliteSession session, string shareId, DateTimeOffset now)
    {
        var guard = session.Single(SelectGuardById, row => ShareRecords.ReadGuard(row, now), ("@id", shareId));
        return guard is null ? ShareRecords.NotFound : guard;
    }

    private static ShareGuard? FindGuardBySlug(SqliteSession session, string slug, DateTimeOffset now) =>
        session.Single(SelectGuardBySlug, row => ShareRecords.ReadGuard(row, now), ("@slug", slug));

    private static SharedFile? Find(SqliteSession session, string sql, string share, string path, DateTimeOffset now)
    {
        var isFolder = path.Length == 0 || path.EndsWith('/');
        var file = Select(isFolder ? path + ShareRecords.IndexFile : path, meansFolder: false);
        return file is null && !isFolder ? Select(path + "/" + ShareRecords.IndexFile, meansFolder: true) : file;

        SharedFile? Select(string name, bool meansFolder) =>
            session.Single(sql, row => ShareRecords.ReadFile(row, meansFolder, now), ("@share", share), ("@name", name));
    }
}
