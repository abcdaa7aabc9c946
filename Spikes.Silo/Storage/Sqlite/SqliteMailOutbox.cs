using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;
using static Spikes.Silo.Storage.QueueOutcomes;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Mails that wait, in SQLite; one pump sends them.</summary>
internal sealed class SqliteMailOutbox(SqliteWriter writer, TimeProvider timeProvider) : IMailOutbox, IMailQueue
{
    private readonly WorkSignal _queued = new(timeProvider);

    /// <inheritdoc/>
    public async Task<Outcome<Done>> EnqueueAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync(session => Add(session, mail), cancellationToken);
        if (outcome.IsSuccess(out _, out _)) _queued.Set();
        return outcome;
    }

    /// <inheritdoc/>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _queued.WaitAsync(longest, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DueMail>> TakeDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) =>
        Require(await writer.WriteAsync<DueMails>(session => Take(session, now, max), cancellationToken)).Mails;

    /// <inheritdoc/>
    public async Task MarkSentAsync(long id, CancellationToken cancellationToken) => Require(await writer.WriteAsync<Done>(
        session =>
        {
            session.Execute("DELETE FROM mail_outbox WHERE id = @id", ("@id", id));
            return Done.Value;
        },
        cancellationToken));

    /// <inheritdoc/>
    public async Task RetryLaterAsync(long id, DateTimeOffset when, CancellationToken cancellationToken) =>
        Require(await writer.WriteAsync<Done>(
            session =>
            {
                session.Execute(
                    "UPDATE mail_outbox SET attempts = attempts + 1, next_attempt_at = @at WHERE id = @id",
                    ("@at", when.ToUnixTimeMilliseconds()),
                    ("@id", id));
                return Done.Value;
            },
            cancellationToken));

    private Outcome<Done> Add(SqliteSession session, QueuedMail mail)
    {
        if (session.Single("SELECT count(*) FROM mail_outbox", row => row.GetInt64(0)) >= IMailQueue.MaxMails) return Refusal.Unavailable;

        session.Execute(
            "INSERT INTO mail_outbox (email, purpose, client_address, requested_at, sealed, next_attempt_at) "
            + "VALUES (@email, @purpose, @client, @requested, @sealed, @next)",
            ("@email", mail.Email),
            ("@purpose", (int)mail.Purpose),
            ("@client", mail.ClientAddress),
            ("@requested", mail.RequestedAt.ToUnixTimeMilliseconds()),
            ("@sealed", mail.Sealed),
            ("@next", Instants.Now(timeProvider)));
        return Done.Value;
    }

    private static DueMails Take(SqliteSession session, DateTimeOffset now, int max) => new(session.List(
        "SELECT id, email, purpose, client_address, requested_at, attempts, sealed FROM mail_outbox WHERE next_attempt_at <= @now "
        + "ORDER BY next_attempt_at, id LIMIT @max",
        row => new DueMail(
            row.GetInt64(0),
            new QueuedMail(
                row.GetString(1),
                (SignInPurpose)row.GetInt32(2),
                row.GetString(3),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
                row.IsDBNull(6) ? null : row.GetString(6)),
            row.GetInt32(5)),
        ("@now", now.ToUnixTimeMilliseconds()),
        ("@max", max)));

    private sealed record DueMails(IReadOnlyList<DueMail> Mails);
}
