using Microsoft.Data.Sqlite;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>The file that a path in a share means (contract section 5.5).</summary>
internal static class ShareFiles
{
    private const string Index = "index.html";

    private const string Select =
        "SELECT h.id, f.name, c.id, c.hash, c.length, f.head_offset, f.body_offset, f.has_base, f.has_widget, f.encoding, coalesce(a.tier, 0) "
        + "FROM shares h JOIN share_files f ON f.share = h.id JOIN contents c ON c.id = f.content LEFT JOIN accounts a ON a.id = h.owner "
        + "WHERE h.slug = @slug AND f.name = @name";

    private static readonly Refusal NotFound = new(ErrorCode.NotFound, "Not Found");

    /// <summary>Finds the file.</summary>
    public static Outcome<SharedFile> Open(SqliteSession session, string slug, string path)
    {
        if (path.Length == 0 || path.EndsWith('/')) return Find(session, slug, path + Index, isFolder: false) ?? (Outcome<SharedFile>)NotFound;

        return Find(session, slug, path, isFolder: false)
            ?? Find(session, slug, path + "/" + Index, isFolder: true)
            ?? (Outcome<SharedFile>)NotFound;
    }

    private static SharedFile? Find(SqliteSession session, string slug, string name, bool isFolder) => session.Single(
        Select, row => Read(row, isFolder), ("@slug", slug), ("@name", name));

    private static SharedFile Read(SqliteDataReader row, bool isFolder) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetString(3),
        row.GetInt64(4),
        row.IsDBNull(9)
            ? null
            : new HtmlPlaces(row.GetInt64(5), row.GetInt64(6), row.GetBoolean(7), row.GetBoolean(8), (MarkupEncoding)row.GetInt32(9)),
        (Tier)row.GetInt32(10),
        isFolder);
}
