using System.Threading.Channels;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Sqlite;

/// <summary>Mails that wait, in SQLite; one pump sends them.</summary>
internal sealed class SqliteMailOutbox(SqliteWriter writer, TimeProvider timeProvider) : IMailOutbox
{
    /// <summary>The most mails that wait.</summary>
    public const int MaxMails = 10_000;

    /// <summary>A mail still unsent at this age is dropped (contract section 6.5).</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly Channel<bool> _changed =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc/>
    public async Task<Outcome<Done>> EnqueueAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync(session => Add(session, mail), cancellationToken);
        if (outcome.IsSuccess(out _, out _)) _changed.Writer.TryWrite(true);
        return outcome;
    }

    /// <summary>Returns once a mail was queued since the last call, at once when that has happened already.</summary>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken) => await _changed.Reader.ReadAsync(cancellationToken);

    /// <summary>
    /// The mails that are due now, the longest waiting first; drops those that are too old. They stay until
    /// <see cref="MarkSentAsync"/>, so that a crash while sending sends again.
    /// </summary>
    public Task<Outcome<DueMails>> TakeDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) =>
        writer.WriteAsync<DueMails>(session => Take(session, now, max), cancellationToken);

    /// <summary>Forgets a mail.</summary>
    public Task<Outcome<Done>> MarkSentAsync(long id, CancellationToken cancellationToken) => writer.WriteAsync<Done>(
        session =>
        {
            session.Execute("DELETE FROM mail_outbox WHERE id = @id", ("@id", id));
            return Done.Value;
        },
        cancellationToken);

    /// <summary>Counts a failed attempt and lets the mail wait.</summary>
    public Task<Outcome<Done>> RetryLaterAsync(long id, DateTimeOffset when, CancellationToken cancellationToken) => writer.WriteAsync<Done>(
        session =>
        {
            session.Execute(
                "UPDATE mail_outbox SET attempts = attempts + 1, next_attempt_at = @at WHERE id = @id",
                ("@at", when.ToUnixTimeMilliseconds()),
                ("@id", id));
            return Done.Value;
        },
        cancellationToken);

    private Outcome<Done> Add(SqliteSession session, QueuedMail mail)
    {
        if (session.Single("SELECT count(*) FROM mail_outbox", row => row.GetInt64(0)) >= MaxMails) return Refusal.Unavailable;

        session.Execute(
            "INSERT INTO mail_outbox (email, purpose, client_address, requested_at, next_attempt_at) "
            + "VALUES (@email, @purpose, @client, @requested, @next)",
            ("@email", mail.Email),
            ("@purpose", (int)mail.Purpose),
            ("@client", mail.ClientAddress),
            ("@requested", mail.RequestedAt.ToUnixTimeMilliseconds()),
            ("@next", Instants.Now(timeProvider)));
        return Done.Value;
    }

    private static DueMails Take(SqliteSession session, DateTimeOffset now, int max)
    {
        session.Execute("DELETE FROM mail_outbox WHERE requested_at < @oldest", ("@oldest", (now - MaxAge).ToUnixTimeMilliseconds()));
        var due = session.List(
            "SELECT id, email, purpose, client_address, requested_at, attempts FROM mail_outbox WHERE next_attempt_at <= @now "
            + "ORDER BY next_attempt_at, id LIMIT @max",
            row => new DueMail(
                row.GetInt64(0),
                new QueuedMail(
                    row.GetString(1),
                    (SignInPurpose)row.GetInt32(2),
                    row.GetString(3),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4))),
                row.GetInt32(5)),
            ("@now", now.ToUnixTimeMilliseconds()),
            ("@max", max));
        var next = session.Single(
            "SELECT min(next_attempt_at) FROM mail_outbox WHERE next_attempt_at > @now",
            row => row.IsDBNull(0) ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)),
            ("@now", now.ToUnixTimeMilliseconds()));
        return new DueMails(due, next);
    }
}

/// <summary>A mail to send.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Mail">What was asked for.</param>
/// <param name="Attempts">Failed attempts so far.</param>
internal sealed record DueMail(long Id, QueuedMail Mail, int Attempts);

/// <summary>What there is to send.</summary>
/// <param name="Mails">The mails that are due.</param>
/// <param name="NextAttemptAt">When the next of the others is due, or null when none waits.</param>
internal sealed record DueMails(IReadOnlyList<DueMail> Mails, DateTimeOffset? NextAttemptAt);
