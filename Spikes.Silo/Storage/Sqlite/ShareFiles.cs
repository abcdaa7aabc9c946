using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>The file that a path in a share means (contract section 5.5).</summary>
internal static class ShareFiles
{
    private const string Select = ShareRecords.SelectFile + "WHERE h.slug = @slug AND f.name = @name";

    /// <summary>Finds the file.</summary>
    public static Outcome<SharedFile> Open(SqliteSession session, string slug, string path, DateTimeOffset now)
    {
        var isFolder = path.Length == 0 || path.EndsWith('/');
        var file = Find(isFolder ? path + ShareRecords.IndexFile : path, meansFolder: false);
        if (file is null && !isFolder) file = Find(path + "/" + ShareRecords.IndexFile, meansFolder: true);
        return file is null ? ShareRecords.PathNotFound : file;

        SharedFile? Find(string name, bool meansFolder) =>
            session.Single(Select, row => ShareRecords.ReadFile(row, meansFolder, now), ("@slug", slug), ("@name", name));
    }
}
