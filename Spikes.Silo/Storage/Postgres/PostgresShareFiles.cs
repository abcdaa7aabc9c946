using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>The file that a path in a share means (contract section 5.5).</summary>
internal static class PostgresShareFiles
{
    /// <summary>Files of protected shares are not there for who does not name the share that he was let into.</summary>
    private const string SelectOpen = ShareRecords.SelectFile + "WHERE h.slug = $1 AND f.name = $2 AND h.password_hash IS NULL";

    private const string SelectGuarded = ShareRecords.SelectFile + "WHERE h.id = $1 AND f.name = $2";

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
    public static async Task<Outcome<GuardedFile>> OpenGuardedAsync(
        NpgsqlConnection sql, string slug, string path, DateTimeOffset now, CancellationToken token)
    {
        if (await FindGuardAsync(sql, SelectGuardBySlug, slug, now, token) is not { } guard) return ShareRecords.PathNotFound;
        return new GuardedFile(guard, await FindAsync(sql, SelectGuarded, guard.ShareId, path, now, token));
    }

    /// <summary>What stands before a share.</summary>
    public static async Task<Outcome<ShareGuard>> FindGuardAsync(
        NpgsqlConnection sql, string shareId, DateTimeOffset now, CancellationToken token) =>
        await FindGuardAsync(sql, SelectGuardById, shareId, now, token) is { } guard ? guard : ShareRecords.NotFound;

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
