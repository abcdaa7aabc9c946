using System.Data.Common;
using Spikes.Grains.Interfaces.Users;
using Spikes.Silo.Webhooks;

namespace Spikes.Silo.Storage;

/// <summary>What is the same about webhooks in every database.</summary>
internal static class WebhookRecords
{
    /// <summary>The columns that <see cref="ReadDue"/> expects.</summary>
    public const string DueColumns = "id, share, body, attempts, queued_at, next_attempt_at";

    /// <summary>The columns that <see cref="ReadTarget"/> expects, and where they come from.</summary>
    public const string SelectTarget = "SELECT h.webhook_url, h.webhook_secret, " + AccountRecords.TierColumns
        + " FROM shares h LEFT JOIN accounts a ON a.id = h.owner WHERE h.webhook_url IS NOT NULL AND h.webhook_secret IS NOT NULL AND h.id = ";

    /// <summary>Reads a delivery.</summary>
    public static DueDelivery ReadDue(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3))
    {
        QueuedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
        LentUntil = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
    };

    /// <summary>What a pump is lent, the oldest first, and the time of the next one in milliseconds.</summary>
    public static TakenDeliveries Taken(IEnumerable<DueDelivery> due, long? next) => new(
        [.. due.OrderBy(delivery => delivery.Id, StringComparer.Ordinal)],
        next is { } instant ? DateTimeOffset.FromUnixTimeMilliseconds(instant) : null);

    /// <summary>Reads where deliveries go; nowhere while the owner is free.</summary>
    public static WebhookTarget? ReadTarget(DbDataReader row, DateTimeOffset now) =>
        AccountRecords.ReadTier(row, 2).At(now) == Tier.Free ? null : new WebhookTarget(row.GetString(0), row.GetString(1));
}

/// <summary>A target that was looked for.</summary>
/// <param name="Target">The target, or null when there is none.</param>
internal sealed record FoundTarget(WebhookTarget? Target)
{
    /// <summary>No target.</summary>
    public static readonly FoundTarget None = new((WebhookTarget?)null);
}
