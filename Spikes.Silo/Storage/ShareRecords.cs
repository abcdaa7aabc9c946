using System.Data.Common;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Silo.Storage;

/// <summary>What is the same about shares in every database: refusals, and how rows become values.</summary>
internal static class ShareRecords
{
    /// <summary>The columns that <see cref="ReadSummary"/> expects.</summary>
    public const string SummaryColumns = "id, slug, spike_count, created_at";

    /// <summary>The columns that <see cref="ReadFile"/> expects, and where they come from.</summary>
    public const string SelectFile =
        "SELECT h.id, f.name, c.id, c.hash, c.length, f.head_offset, f.body_offset, f.has_base, f.has_widget, f.encoding, " + AccountRecords.TierColumns
        + " FROM shares h JOIN share_files f ON f.share = h.id JOIN contents c ON c.id = f.content LEFT JOIN accounts a ON a.id = h.owner ";

    /// <summary>The columns that <see cref="ReadGuard"/> expects, and where they come from.</summary>
    public const string SelectGuard =
        "SELECT h.id, h.slug, h.owner, h.password_hash, " + AccountRecords.TierColumns
        + " FROM shares h LEFT JOIN accounts a ON a.id = h.owner WHERE h.slug IS NOT NULL AND h.password_hash IS NOT NULL AND ";

    /// <summary>The file that stands for a folder.</summary>
    public const string IndexFile = "index.html";

    /// <summary>The refusal of unknown and foreign shares.</summary>
    public static readonly Refusal NotFound = new(ErrorCode.NotFound, "Share not found");

    /// <summary>The refusal of a share too many.</summary>
    public static readonly Refusal Limit = new(ErrorCode.ShareLimit, "This account has all the shares its plan allows");

    /// <summary>The refusal of every path of a protected share, to callers that did not ask for one.</summary>
    public static readonly Refusal Protected = new(ErrorCode.AuthRequired, "Password required");

    /// <summary>The refusal of paths that mean no file.</summary>
    public static readonly Refusal PathNotFound = new(ErrorCode.NotFound, "Not Found");

    /// <summary>The refusal of contents that are gone.</summary>
    public static readonly Refusal ContentNotFound = new(ErrorCode.NotFound, "File not found");

    /// <summary>Reads a share.</summary>
    public static ShareSummary ReadSummary(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)));

    /// <summary>Whether a share is to have what only a paid plan has.</summary>
    public static bool IsPaid(CreateShare command) => command.PasswordHash is not null || command.WebhookUrl is not null;

    /// <summary>Reads what stands before a protected share.</summary>
    public static ShareGuard ReadGuard(DbDataReader row, DateTimeOffset now) => new(
        row.GetString(0),
        row.GetString(1),
        new AccountId(row.GetString(2)),
        row.GetString(3),
        AccountRecords.ReadTier(row, 4).At(now));

    /// <summary>Reads a file.</summary>
    public static SharedFile ReadFile(DbDataReader row, bool isFolder, DateTimeOffset now) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetString(3),
        row.GetInt64(4),
        row.IsDBNull(9)
            ? null
            : new HtmlPlaces(row.GetInt64(5), row.GetInt64(6), row.GetBoolean(7), row.GetBoolean(8), (MarkupEncoding)row.GetInt32(9)),
        AccountRecords.ReadTier(row, 10).At(now),
        isFolder);
}
