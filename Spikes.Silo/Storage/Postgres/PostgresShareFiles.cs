using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>The file that a path in a share means (contract section 5.5).</summary>
internal static class PostgresShareFiles
{
    private const string Select = ShareRecords.SelectFile + "WHERE h.slug = $1 AND f.name = $2";

    /// <summary>Finds the file.</summary>
    public static async Task<Outcome<SharedFile>> OpenAsync(
        NpgsqlConnection sql, string slug, string path, DateTimeOffset now, CancellationToken token)
    {
        var isFolder = path.Length == 0 || path.EndsWith('/');
        var file = await FindAsync(isFolder ? path + ShareRecords.IndexFile : path, meansFolder: false);
        if (file is null && !isFolder) file = await FindAsync(path + "/" + ShareRecords.IndexFile, meansFolder: true);
        return file is null ? ShareRecords.PathNotFound : file;

        Task<SharedFile?> FindAsync(string name, bool meansFolder) =>
            sql.SingleAsync(Select, row => ShareRecords.ReadFile(row, meansFolder, now), token, slug, name);
    }
}
