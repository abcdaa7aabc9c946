using Spikes.Silo.Webhooks;
using static Spikes.Silo.Storage.QueueOutcomes;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Calls of webhooks that wait, in PostgreSQL. Every silo has a pump: what one has taken is lent to it for a while.</summary>
internal sealed class PostgresWebhookOutbox(PostgresDatabase database) : IWebhookQueue
{
    /// <summary>Every share that has calls, by one look into the index for each.</summary>
    private const string Shares = "WITH RECURSIVE s (share) AS ((SELECT share FROM webhook_outbox ORDER BY share LIMIT 1) UNION ALL "
        + "SELECT (SELECT o.share FROM webhook_outbox o WHERE o.share > s.share ORDER BY o.share LIMIT 1) FROM s WHERE s.share IS NOT NULL) ";

    /// <summary>
    /// Lends what is due, the first few of each share. A share that is left alone does not keep the others waiting, nor does what another pump
    /// is taking.
    /// </summary>
    public const string Take = "UPDATE webhook_outbox SET next_attempt_at = $2 WHERE id = ANY(ARRAY(SELECT id FROM webhook_outbox "
        + "WHERE next_attempt_at <= $1 AND id = ANY(ARRAY(" + Shares + "SELECT c.id FROM s CROSS JOIN LATERAL (SELECT o.id, o.next_attempt_at "
        + "FROM webhook_outbox o WHERE o.share = s.share AND o.next_attempt_at <= $1 ORDER BY o.next_attempt_at, o.id LIMIT $5) AS c "
        + "WHERE s.share IS NOT NULL AND NOT s.share = ANY($4) ORDER BY c.next_attempt_at, c.id LIMIT $3)) "
        + "ORDER BY id FOR UPDATE SKIP LOCKED)) RETURNING "
        + WebhookRecords.DueColumns;

    /// <summary>When the next one is due, of shares that are not left alone; what another pump is taking may be due already.</summary>
    public const string SelectNext = Shares + "SELECT c.next_attempt_at FROM s CROSS JOIN LATERAL (SELECT o.next_attempt_at FROM webhook_outbox o "
        + "WHERE o.share = s.share ORDER BY o.next_attempt_at LIMIT 1) AS c WHERE s.share IS NOT NULL AND NOT s.share = ANY($1) ORDER BY c.next_attempt_at LIMIT 1";

    /// <summary>Removes some of a share's.</summary>
    public const string RemoveSome = "DELETE FROM webhook_outbox WHERE id = ANY(ARRAY(SELECT id FROM webhook_outbox WHERE share = $1 LIMIT $2))";

    /// <summary>Queues calls, in the transaction that stores their spikes.</summary>
    public const string Insert = "INSERT INTO webhook_outbox (id, share, body, queued_at, next_attempt_at) "
        + "SELECT n.*, n.at FROM unnest($1, $2, $3, $4) AS n(id, share, body, at)";

    private const string SelectTarget = WebhookRecords.SelectTarget + "$1";

    /// <inheritdoc/>
    public async Task<TakenDeliveries> TakeDueAsync(
        DateTimeOffset now, int max, int maxOfShare, IReadOnlyCollection<string> except, CancellationToken cancellationToken) =>
        Require(await database.WriteAsync<TakenDeliveries>(
            async (sql, token) =>
            {
                var instant = now.ToUnixTimeMilliseconds();
                var until = (now + IWebhookQueue.Lease).ToUnixTimeMilliseconds();
                string[] busy = [.. except];
                var due = await sql.ListAsync(Take, WebhookRecords.ReadDue, token, instant, until, max, busy, maxOfShare);
                return WebhookRecords.Taken(due, due.Count > 0 ? null : await sql.NumberAsync(SelectNext, token, [busy]));
            },
            cancellationToken));

    /// <inheritdoc/>
    public async Task<WebhookTarget?> FindTargetAsync(string share, DateTimeOffset now, CancellationToken cancellationToken) =>
        Require(await database.ReadAsync<FoundTarget>(
            async (sql, token) => await sql.SingleAsync(
                SelectTarget, row => new FoundTarget(WebhookRecords.ReadTarget(row, now)), token, share) ?? FoundTarget.None,
            cancellationToken)).Target;

    /// <inheritdoc/>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        database.ExecuteAsync("DELETE FROM webhook_outbox WHERE id = $1", cancellationToken, id);

    /// <inheritdoc/>
    public Task ReleaseAsync(IReadOnlyCollection<DueDelivery> left, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE webhook_outbox AS o SET next_attempt_at = queued_at FROM unnest($1, $2) AS l(id, until) WHERE o.id = l.id AND o.next_attempt_at = l.until",
        cancellationToken,
        left.Select(due => due.Id).ToArray(),
        left.Select(due => due.LentUntil.ToUnixTimeMilliseconds()).ToArray());

    /// <inheritdoc/>
    public Task RetryLaterAsync(DueDelivery due, DateTimeOffset when, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE webhook_outbox SET attempts = attempts + 1, next_attempt_at = $2 WHERE id = $1 AND next_attempt_at = $3",
        cancellationToken,
        due.Id,
        when.ToUnixTimeMilliseconds(),
        due.LentUntil.ToUnixTimeMilliseconds());
}
