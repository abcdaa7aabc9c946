using System.Text.Json;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Silo.Webhooks;
using static Spikes.Silo.Storage.QueueOutcomes;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Calls of webhooks that wait, in SQLite. They are lent as in a cluster: a full disk then stops the calls, not only their record.</summary>
internal sealed class SqliteWebhookOutbox(SqliteWriter writer, SqliteReaders readers) : IWebhookQueue
{
    /// <summary>Lends what is due; a share that is left alone does not keep the others waiting.</summary>
    public const string Take = "UPDATE webhook_outbox SET next_attempt_at = @until WHERE id IN (SELECT id FROM webhook_outbox "
        + "WHERE next_attempt_at <= @now AND share NOT IN (SELECT value FROM json_each(@except)) ORDER BY next_attempt_at, id LIMIT @max) RETURNING "
        + WebhookRecords.DueColumns;

    /// <summary>When the next one is due.</summary>
    public const string SelectNext = "SELECT next_attempt_at FROM webhook_outbox WHERE next_attempt_at > @now ORDER BY next_attempt_at LIMIT 1";

    /// <summary>Removes some of a share's.</summary>
    public const string RemoveSome = "DELETE FROM webhook_outbox WHERE id IN (SELECT id FROM webhook_outbox WHERE share = @share LIMIT @limit)";

    private const string SelectTarget = WebhookRecords.SelectTarget + "@share";

    /// <summary>Queues a call, in the transaction that stores its spike.</summary>
    public static void Add(SqliteSession session, in NewDelivery delivery, long now) => session.Execute(
        "INSERT INTO webhook_outbox (id, share, body, next_attempt_at) VALUES (@id, @share, @body, @now)",
        ("@id", delivery.Id),
        ("@share", delivery.Share),
        ("@body", delivery.Body),
        ("@now", now));

    /// <inheritdoc/>
    public async Task<TakenDeliveries> TakeDueAsync(
        DateTimeOffset now, int max, IReadOnlyCollection<string> except, CancellationToken cancellationToken) =>
        Require(await writer.WriteAsync<TakenDeliveries>(session => TakeDue(session, now, max, except), cancellationToken));

    /// <inheritdoc/>
    public async Task<WebhookTarget?> FindTargetAsync(string share, DateTimeOffset now, CancellationToken cancellationToken) =>
        Require(await readers.ReadAsync<FoundTarget>(session => new FoundTarget(
            session.Single(SelectTarget, row => WebhookRecords.ReadTarget(row, now), ("@share", share))))).Target;

    /// <inheritdoc/>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken) => Require(await writer.WriteAsync(
        session => Execute(session, "DELETE FROM webhook_outbox WHERE id = @id", ("@id", id)), cancellationToken));

    /// <inheritdoc/>
    public async Task ReleaseAsync(IReadOnlyCollection<string> ids, DateTimeOffset now, CancellationToken cancellationToken) =>
        Require(await writer.WriteAsync(
            session => Execute(
                session,
                "UPDATE webhook_outbox SET next_attempt_at = @now WHERE id IN (SELECT value FROM json_each(@ids))",
                ("@now", now.ToUnixTimeMilliseconds()),
                ("@ids", JsonSerializer.Serialize(ids))),
            cancellationToken));

    /// <inheritdoc/>
    public async Task RetryLaterAsync(string id, DateTimeOffset when, CancellationToken cancellationToken) => Require(await writer.WriteAsync(
        session => Execute(
            session,
            "UPDATE webhook_outbox SET attempts = attempts + 1, next_attempt_at = @when WHERE id = @id",
            ("@when", when.ToUnixTimeMilliseconds()),
            ("@id", id)),
        cancellationToken));

    private static Outcome<Done> Execute(SqliteSession session, string sql, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        session.Execute(sql, arguments);
        return Done.Value;
    }

    private static TakenDeliveries TakeDue(SqliteSession session, DateTimeOffset now, int max, IReadOnlyCollection<string> except)
    {
        var instant = now.ToUnixTimeMilliseconds();
        var due = session.List(
            Take,
            WebhookRecords.ReadDue,
            ("@until", (now + IWebhookQueue.Lease).ToUnixTimeMilliseconds()),
            ("@now", instant),
            ("@except", JsonSerializer.Serialize(except)),
            ("@max", max));
        var next = session.Single<long?>(SelectNext, row => row.GetInt64(0), ("@now", instant));
        return WebhookRecords.Taken(due, next);
    }
}
