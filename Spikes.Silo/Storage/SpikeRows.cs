using System.Data.Common;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage;

/// <summary>The columns of a spike, read in one order from every database.</summary>
internal static class SpikeRows
{
    /// <summary>The columns that <see cref="Read"/> expects; receive time and id are the third and the first.</summary>
    public const string Select =
        "s.id, s.store, s.received_at, s.owner, s.submitter, s.type, s.project_key, s.page, s.url, s.reviewer_id, s.reviewer_name, "
        + "s.reviewer_email, s.selector, s.xpath, s.element_text, s.box_x, s.box_y, s.box_width, s.box_height, s.rating, s.comments, "
        + "s.timestamp, s.viewport_width, s.viewport_height, s.user_agent, s.resolved_at, s.taken_over";

    /// <summary>Reads a row that was selected by <see cref="Select"/>.</summary>
    public static SpikeRow Read(DbDataReader row, Caller caller, bool isExport)
    {
        var receivedAt = row.GetInt64(2);
        var account = caller.Account?.Value;
        var isSubmitter = account is not null && Text(row, 4) == account;
        var isOwner = account is not null && Text(row, 3) == account;
        var inScope = isExport || caller.IsAdmin || isSubmitter || isOwner;

        // Whoever wrote under an unregistered key did not write to the one who registered it later (contract section 4.3).
        var isShownWhole = caller.IsAdmin || (isSubmitter && !isOwner) || !row.GetBoolean(26);
        var draft = ReadDraft(row, receivedAt, isShownWhole);
        return new SpikeRow(row.GetString(0), StoreKey.Parse(row.GetString(1)), receivedAt, draft, inScope);
    }

    private static SpikeDraft ReadDraft(DbDataReader row, long receivedAt, bool isShownWhole)
    {
        var resolvedAt = Text(row, 25);
        return new SpikeDraft
        {
            Type = row.GetString(5),
            ProjectKey = row.GetString(6),
            Page = row.GetString(7),
            Url = row.GetString(8),
            Reviewer = new Reviewer(row.GetString(9), row.GetString(10), isShownWhole ? Text(row, 11) : null),
            Selector = Text(row, 12),
            XPath = Text(row, 13),
            ElementText = Text(row, 14),
            BoundingBox = row.IsDBNull(15)
                ? null
                : new Box(row.GetDouble(15), row.GetDouble(16), row.GetDouble(17), row.GetDouble(18)),
            Rating = Text(row, 19),
            Comments = row.GetString(20),
            Timestamp = Text(row, 21) ?? Instants.ToText(receivedAt),
            Viewport = row.IsDBNull(22) ? null : new Viewport(row.GetInt32(22), row.GetInt32(23)),
            UserAgent = isShownWhole ? Text(row, 24) : null,
            Resolved = resolvedAt is not null,
            ResolvedAt = resolvedAt,
        };
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

