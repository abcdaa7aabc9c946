using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>The file that a path in a share means (contract section 5.5).</summary>
internal static class PostgresShareFiles
{
    /// <summary>The refusal of paths that mean no file.</summary>
    public static readonly Refusal NotFound = new(ErrorCode.NotFound, "Not Found");

    private const string Index = "index.html";

    private const string Select =
        "SELECT h.id, f.name, c.id, c.hash, c.length, f.head_offset, f.body_offset, f.has_base, f.has_widget, f.encoding, coalesce(a.tier, 0) "
        + "FROM shares h JOIN share_files f ON f.share = h.id JOIN contents c ON c.id = f.content LEFT JOIN accounts a ON a.id = h.owner "
        + "WHERE h.slug = $1 AND f.name = $2";

    /// <summary>Finds the file.</summary>
    public static async Task<Outcome<SharedFile>> OpenAsync(NpgsqlConnection sql, string slug, string path, CancellationToken token)
    {
        var isFolder = path.Length == 0 || path.EndsWith('/');
        var file = await FindAsync(sql, slug, isFolder ? path + Index : path, isFolder: false, token);
        if (file is null && !isFolder) file = await FindAsync(sql, slug, path + "/" + Index, isFolder: true, token);
        return file is null ? NotFound : file;
    }

    private static Task<SharedFile?> FindAsync(NpgsqlConnection sql, string slug, string name, bool isFolder, CancellationToken token) =>
        sql.SingleAsync(Select, row => Read(row, isFolder), token, slug, name);

    private static SharedFile Read(NpgsqlDataReader row, bool isFolder) => new(
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
