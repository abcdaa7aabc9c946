using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>The file that a path in a share means (contract section 5.5).</summary>
internal static class PostgresShareFiles
{
    /// <summary>Files of protected shares are not there for who does not name the share that he was let into.</summary>
    private const string SelectOpen = ShareRecords.SelectFile + "WHERE h.slug = $1 AND f.name = $2 AND h.password_hash IS NULL";

    private const string SelectGuarded = ShareRecords.SelectFile + "WHERE h.id = $1 AND h.slug IS NOT NULL AND f.name = $2";

    private const string SelectGuardBySlug = ShareRecords.SelectGuard + "h.slug = $1";

    private const string SelectGuardById = ShareRecords.SelectGuard + "h.id = $1";

    /// <summary>Finds the file of a share that is open to everybody.</summary>
    public static async Task<Outcome<SharedFile>> OpenAsync(
        NpgsqlConnection sql, string slug, string path, DateTimeOffset now, CancellationToken token)
    {
        if (await FindAsync(sql, SelectOpen, slug, path, now, token) is { } file) return file;
        return await FindGuardAsync(sql, SelectGuardBySlug, slug, now, token) is null ? ShareRecords.PathNotFound : ShareRecords.Protected;
    }

    /// <summary>Finds the file of a protected share.</summary>
    public static async Task<Outcome<SharedFile>> OpenGuardedAsync(
        NpgsqlConnection sql, string shareId, string path, DateTimeOffset now, CancellationToken token) =>
        await FindAsync(sql, SelectGuarded, shareId, path, now, token) is { } file ? file : ShareRecords.PathNotFound;

    /// <summary>What stands before a share, by id or slug.</summary>
    public static async Task<Outcome<ShareGuard>> FindGuardAsync(
        NpgsqlConnection sql, string idOrSlug, DateTimeOffset now, CancellationToken token)
    {
        var select = Uuid.IsUuid(idOrSlug) ? SelectGuardById : SelectGuardBySlug;
        return await FindGuardAsync(sql, select, idOrSlug, now, token) is { } guard ? guard : ShareRecords.NotFound;
    }

    private static Task<ShareGuard?> FindGuardAsync(
        NpgsqlConnection sql, string select, string share, DateTimeOffset now, CancellationToken token) =>
        sql.SingleAsync(select, row => ShareRecords.ReadGuard(row, now), token, share);

    private static async Task<SharedFile?> FindAsync(
        NpgsqlConnection sql, string select, string share, string path, DateTimeOffset now, CancellationToken token)
    {
        var isFolder = path.Length == 0 || path.EndsWith('/');
        var file = await SelectAsync(isFolder ? path + ShareRecords.IndexFile : path, meansFolder: false);
        return file is null && !isFolder ? await SelectAsync(path + "/" + ShareRecords.IndexFile, meansFolder: true) : file;

        Task<SharedFile?> SelectAsync(string name, bool meansFolder) =>
            sql.SingleAsync(select, row => ShareRecords.ReadFile(row, meansFolder, now), token, share, name);
    }
}
