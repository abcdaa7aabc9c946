using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>The file that a path in a share means (contract section 5.5).</summary>
internal static class ShareFiles
{
    private const string Select = ShareRecords.SelectFile + "WHERE h.slug = @slug AND f.name = @name";

    /// <summary>Finds the file.</summary>
    public static Outcome<SharedFile> Open(SqliteSession session, string slug, string path)
    {
        if (path.Length == 0 || path.EndsWith('/')) return Find(session, slug, path + ShareRecords.IndexFile, isFolder: false) ?? (Outcome<SharedFile>)ShareRecords.PathNotFound;

        return Find(session, slug, path, isFolder: false)
            ?? Find(session, slug, path + "/" + ShareRecords.IndexFile, isFolder: true)
            ?? (Outcome<SharedFile>)ShareRecords.PathNotFound;
    }

    private static SharedFile? Find(SqliteSession session, string slug, string name, bool isFolder) => session.Single(
        Select, row => ShareRecords.ReadFile(row, isFolder), ("@slug", slug), ("@name", name));
}
