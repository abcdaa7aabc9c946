using Npgsql;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;
using static Spikes.Silo.Storage.QueueOutcomes;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>Mails that wait, in PostgreSQL. Every silo has a pump: a mail that one has taken is leased to it for a while.</summary>
internal sealed class PostgresMailOutbox(PostgresDatabase database, TimeProvider timeProvider) : IMailOutbox, IMailQueue
{
    private readonly WorkSignal _queued = new(timeProvider);

    /// <inheritdoc/>
    public async Task<Outcome<Done>> EnqueueAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        var outcome = await database.WriteAsync((sql, token) => AddAsync(sql, mail, token), cancellationToken);
        if (outcome.IsSuccess(out _, out _)) _queued.Set();
        return outcome;
    }

    /// <inheritdoc/>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _queued.WaitAsync(longest, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DueMail>> TakeDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) => Require(
        await database.WriteAsync<DueMails>(
            async (sql, token) => new DueMails(await sql.ListAsync(
                "WITH taken AS (UPDATE mail_outbox SET next_attempt_at = $2 WHERE id IN (SELECT id FROM mail_outbox WHERE next_attempt_at <= $1 "
                + "ORDER BY next_attempt_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) "
                + "RETURNING id, email, purpose, client_address, requested_at, attempts, sealed) SELECT * FROM taken ORDER BY requested_at, id",
                Read,
                token,
                now.ToUnixTimeMilliseconds(),
                (now + IMailQueue.Lease).ToUnixTimeMilliseconds(),
                max)),
            cancellationToken)).Mails;

    /// <inheritdoc/>
    public Task MarkSentAsync(long id, CancellationToken cancellationToken) =>
        database.ExecuteAsync("DELETE FROM mail_outbox WHERE id = $1", cancellationToken, id);

    /// <inheritdoc/>
    public Task RetryLaterAsync(long id, DateTimeOffset when, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE mail_outbox SET attempts = attempts + 1, next_attempt_at = $2 WHERE id = $1",
        cancellationToken,
        id,
        when.ToUnixTimeMilliseconds());

    private async Task<Outcome<Done>> AddAsync(NpgsqlConnection sql, QueuedMail mail, CancellationToken token)
    {
        if (await sql.NumberAsync("SELECT count(*) FROM mail_outbox", token) >= IMailQueue.MaxMails) return Refusal.Unavailable;

        await sql.ExecuteAsync(
            "INSERT INTO mail_outbox (email, purpose, client_address, requested_at, sealed, next_attempt_at) VALUES ($1, $2, $3, $4, $5, $6)",
            token,
            mail.Email,
            (int)mail.Purpose,
            mail.ClientAddress,
            mail.RequestedAt.ToUnixTimeMilliseconds(),
            mail.Sealed,
            Instants.Now(timeProvider));
        return Done.Value;
    }

    private static DueMail Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new QueuedMail(
            row.GetString(1),
            (SignInPurpose)row.GetInt32(2),
            row.GetString(3),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
            row.IsDBNull(6) ? null : row.GetString(6)),
        row.GetInt32(5));

    private sealed record DueMails(IReadOnlyList<DueMail> Mails);
}
