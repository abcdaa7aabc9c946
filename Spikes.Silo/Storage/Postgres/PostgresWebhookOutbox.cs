using Spikes.Silo.Webhooks;
using static Spikes.Silo.Storage.QueueOutcomes;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Calls of webhooks that wait, in PostgreSQL. Every silo has a pump: what one has taken is lent to it for a while.</summary>
internal sealed class PostgresWebhookOutbox(PostgresDatabase database) : IWebhookQueue
{
    /// <summary>Lends what is due; a share that is left alone does not keep the others waiting, nor does what another pump is taking.</summary>
    public const string Take = "UPDATE webhook_outbox SET next_attempt_at = $2 WHERE id = ANY(ARRAY(SELECT id FROM webhook_outbox "
        + "WHERE next_attempt_at <= $1 AND NOT share = ANY($4) ORDER BY next_attempt_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)) RETURNING "
        + WebhookRecords.DueColumns;

    /// <summary>When the next one is due.</summary>
    public const string SelectNext = "SELECT next_attempt_at FROM webhook_outbox WHERE next_attempt_at > $1 ORDER BY next_attempt_at LIMIT 1";

    /// <summary>Removes some of a share's.</summary>
    public const string RemoveSome = "DELETE FROM webhook_outbox WHERE id = ANY(ARRAY(SELECT id FROM webhook_outbox WHERE share = $1 LIMIT $2))";

    /// <summary>Queues calls, in the transaction that stores their spikes.</summary>
    public const string Insert = "INSERT INTO webhook_outbox (id, share, body, next_attempt_at) SELECT * FROM unnest($1, $2, $3, $4)";

    private const string SelectTarget = WebhookRecords.SelectTarget + "$1";

    /// <inheritdoc/>
    public async Task<TakenDeliveries> TakeDueAsync(
        DateTimeOffset now, int max, IReadOnlyCollection<string> except, CancellationToken cancellationToken) =>
        Require(await database.WriteAsync<TakenDeliveries>(
            async (sql, token) =>
            {
                var instant = now.ToUnixTimeMilliseconds();
                var until = (now + IWebhookQueue.Lease).ToUnixTimeMilliseconds();
                var due = await sql.ListAsync(Take, WebhookRecords.ReadDue, token, instant, until, max, except.ToArray());
                return WebhookRecords.Taken(due, await sql.NumberAsync(SelectNext, token, instant));
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
    public Task ReleaseAsync(IReadOnlyCollection<string> ids, DateTimeOffset now, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE webhook_outbox SET next_attempt_at = $2 WHERE id = ANY($1)", cancellationToken, ids.ToArray(), now.ToUnixTimeMilliseconds());

    /// <inheritdoc/>
    public Task RetryLaterAsync(string id, DateTimeOffset when, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE webhook_outbox SET attempts = attempts + 1, next_attempt_at = $2 WHERE id = $1",
        cancellationToken,
        id,
        when.ToUnixTimeMilliseconds());
}
