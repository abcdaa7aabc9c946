using System.Text.Json;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Silo.Webhooks;
using static Spikes.Silo.Storage.QueueOutcomes;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Calls of webhooks that wait, in SQLite. They are lent as in a cluster: a full disk then stops the calls, not only their record.</summary>
internal sealed class SqliteWebhookOutbox(SqliteWriter writer, SqliteReaders readers) : IWebhookQueue
{
    /// <summary>Every share that has calls, by one look into the index for each.</summary>
    private const string Shares = "WITH RECURSIVE s (share) AS (SELECT min(share) FROM webhook_outbox UNION ALL "
        + "SELECT (SELECT min(o.share) FROM webhook_outbox o WHERE o.share > s.share) FROM s WHERE s.share IS NOT NULL) ";

    /// <summary>Lends what is due, the first few of each share. A share that is left alone does not keep the others waiting.</summary>
    public const string Take = "UPDATE webhook_outbox SET next_attempt_at = @until WHERE id IN (" + Shares
        + "SELECT d.id FROM s JOIN webhook_outbox d ON d.id IN (SELECT o.id FROM webhook_outbox o WHERE o.share = s.share AND o.next_attempt_at <= @now ORDER BY o.next_attempt_at, o.id LIMIT @few) "
        + "WHERE s.share NOT IN (SELECT value FROM json_each(@except)) ORDER BY d.next_attempt_at, d.id LIMIT @max) RETURNING "
        + WebhookRecords.DueColumns;

    /// <summary>When the next one is due, of shares that are not left alone.</summary>
    public const string SelectNext = Shares + "SELECT min((SELECT min(o.next_attempt_at) FROM webhook_outbox o "
        + "WHERE o.share = s.share)) FROM s WHERE s.share NOT IN (SELECT value FROM json_each(@except))";

    /// <summary>Removes some of a share's.</summary>
    public const string RemoveSome = "DELETE FROM webhook_outbox WHERE id IN (SELECT id FROM webhook_outbox WHERE share = @share LIMIT @limit)";

    private const string SelectTarget = WebhookRecords.SelectTarget + "@share";

    /// <summary>Queues a call, in the transaction that stores its spike.</summary>
    public static void Add(SqliteSession session, in NewDelivery delivery, long now) => session.Execute(
        "INSERT INTO webhook_outbox (id, share, body, queued_at, next_attempt_at) VALUES (@id, @share, @body, @now, @now)",
        ("@id", delivery.Id),
        ("@share", delivery.Share),
        ("@body", delivery.Body),
        ("@now", now));

    /// <inheritdoc/>
    public async Task<TakenDeliveries> TakeDueAsync(
        DateTimeOffset now, int max, int maxOfShare, IReadOnlyCollection<string> except, CancellationToken cancellationToken) =>
        Require(await writer.WriteAsync<TakenDeliveries>(session => TakeDue(session, now, max, maxOfShare, except), cancellationToken));

    /// <inheritdoc/>
    public async Task<WebhookTarget?> FindTargetAsync(string share, DateTimeOffset now, CancellationToken cancellationToken) =>
        Require(await readers.ReadAsync<FoundTarget>(session => new FoundTarget(
            session.Single(SelectTarget, row => WebhookRecords.ReadTarget(row, now), ("@share", share))))).Target;

    /// <inheritdoc/>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken) => Require(await writer.WriteAsync(
        session => Execute(session, "DELETE FROM webhook_outbox WHERE id = @id", ("@id", id)), cancellationToken));

    /// <inheritdoc/>
    public async Task ReleaseAsync(IReadOnlyCollection<DueDelivery> left, CancellationToken cancellationToken) => Require(await writer.WriteAsync<Done>(
        session =>
        {
            foreach (var due in left)
            {
                session.Execute(
                    "UPDATE webhook_outbox SET next_attempt_at = queued_at WHERE id = @id AND next_attempt_at = @lent",
                    ("@id", due.Id),
                    ("@lent", due.LentUntil.ToUnixTimeMilliseconds()));
            }

            return Done.Value;
        },
        cancellationToken));

    /// <inheritdoc/>
    public async Task RetryLaterAsync(DueDelivery due, DateTimeOffset when, CancellationToken cancellationToken) => Require(await writer.WriteAsync(
        session => Execute(
            session,
            "UPDATE webhook_outbox SET attempts = attempts + 1, next_attempt_at = @when WHERE id = @id AND next_attempt_at = @lent",
            ("@when", when.ToUnixTimeMilliseconds()),
            ("@id", due.Id),
            ("@lent", due.LentUntil.ToUnixTimeMilliseconds())),
        cancellationToken));

    private static Outcome<Done> Execute(SqliteSession session, string sql, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        session.Execute(sql, arguments);
        return Done.Value;
    }

    private static TakenDeliveries TakeDue(
        SqliteSession session, DateTimeOffset now, int max, int maxOfShare, IReadOnlyCollection<string> except)
    {
        var instant = now.ToUnixTimeMilliseconds();
        var busy = JsonSerializer.Serialize(except);
        var due = session.List(
            Take,
            WebhookRecords.ReadDue,
            ("@until", (now + IWebhookQueue.Lease).ToUnixTimeMilliseconds()),
            ("@now", instant),
            ("@few", maxOfShare),
            ("@except", busy),
            ("@max", max));
        var next = due.Count > 0
            ? null
            : session.Single<long?>(SelectNext, row => row.IsDBNull(0) ? null : row.GetInt64(0), ("@except", busy));
        return WebhookRecords.Taken(due, next);
    }
}
