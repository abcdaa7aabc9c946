using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>The file that a path in a share means (contract section 5.5).</summary>
internal static class ShareFiles
{
    /// <summary>Files of protected shares are not there for who does not name the share that he was let into.</summary>
    private const string SelectOpen = ShareRecords.SelectFile + "WHERE h.slug = @share AND f.name = @name AND h.password_hash IS NULL";

    private const string SelectGuarded = ShareRecords.SelectFile + "WHERE h.id = @share AND h.slug IS NOT NULL AND f.name = @name";

    private const string SelectGuardBySlug = ShareRecords.SelectGuard + "h.slug = @share";

    private const string SelectGuardById = ShareRecords.SelectGuard + "h.id = @share";

    /// <summary>Finds the file of a share that is open to everybody.</summary>
    public static Outcome<SharedFile> Open(SqliteSession session, string slug, string path, DateTimeOffset now)
    {
        if (Find(session, SelectOpen, slug, path, now) is { } file) return file;
        return FindGuard(session, SelectGuardBySlug, slug, now) is null ? ShareRecords.PathNotFound : ShareRecords.Protected;
    }

    /// <summary>Finds the file of a protected share.</summary>
    public static Outcome<SharedFile> OpenGuarded(SqliteSession session, string shareId, string path, DateTimeOffset now) =>
        Find(session, SelectGuarded, shareId, path, now) is { } file ? file : ShareRecords.PathNotFound;

    /// <summary>What stands before a share, by id or slug.</summary>
    public static Outcome<ShareGuard> FindGuard(SqliteSession session, string idOrSlug, DateTimeOffset now)
    {
        var guard = FindGuard(session, Uuid.IsUuid(idOrSlug) ? SelectGuardById : SelectGuardBySlug, idOrSlug, now);
        return guard is null ? ShareRecords.NotFound : guard;
    }

    private static ShareGuard? FindGuard(SqliteSession session, string select, string share, DateTimeOffset now) =>
        session.Single(select, row => ShareRecords.ReadGuard(row, now), ("@share", share));

    private static SharedFile? Find(SqliteSession session, string sql, string share, string path, DateTimeOffset now)
    {
        var isFolder = path.Length == 0 || path.EndsWith('/');
        var file = Select(isFolder ? path + ShareRecords.IndexFile : path, meansFolder: false);
        return file is null && !isFolder ? Select(path + "/" + ShareRecords.IndexFile, meansFolder: true) : file;

        SharedFile? Select(string name, bool meansFolder) =>
            session.Single(sql, row => ShareRecords.ReadFile(row, meansFolder, now), ("@share", share), ("@name", name));
    }
}
