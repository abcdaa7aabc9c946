using Spikes.Grains.Storage;

namespace Spikes.Silo.Mail;

/// <summary>The pump's side of the mail outbox. In a cluster every silo has a pump; a mail is lent to one of them at a time.</summary>
internal interface IMailQueue
{
    /// <summary>The most mails that wait.</summary>
    public const int MaxMails = 10_000;

    /// <summary>
    /// A pump that died keeps its mails for so long from the others. Longer than the slowest batch takes: 32 mails in 4 lanes, each of
    /// which may wait 20 s for the server; a shorter lease would send mails twice.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <summary>Mails that may be tried now, the oldest first. They stay in the queue.</summary>
    Task<IReadOnlyList<DueMail>> TakeDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken);

    /// <summary>Takes a mail out of the queue: it was sent, or it will never be.</summary>
    Task MarkSentAsync(long id, CancellationToken cancellationToken);

    /// <summary>Counts a failed attempt and says when the next may be made.</summary>
    Task RetryLaterAsync(long id, DateTimeOffset when, CancellationToken cancellationToken);

    /// <summary>Returns when a mail was queued, at the latest after <paramref name="longest"/>.</summary>
    Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken);
}

/// <summary>A queued mail that may be tried.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Mail">What was asked for.</param>
/// <param name="Attempts">Failed attempts so far.</param>
internal sealed record DueMail(long Id, QueuedMail Mail, int Attempts);
