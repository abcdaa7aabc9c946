using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Mail;

/// <summary>The pump's side of the mail outbox. One pump reads it.</summary>
internal interface IMailQueue
{
    /// <summary>Mails that may be tried now, the longest waiting first. They stay until <see cref="MarkSentAsync"/>.</summary>
    Task<Outcome<DueMails>> TakeDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken);

    /// <summary>Takes a mail out of the queue: it was sent, or it will never be.</summary>
    Task<Outcome<Done>> MarkSentAsync(long id, CancellationToken cancellationToken);

    /// <summary>Counts a failed attempt and says when the next may be made.</summary>
    Task<Outcome<Done>> RetryLaterAsync(long id, DateTimeOffset when, CancellationToken cancellationToken);

    /// <summary>Returns once a mail was queued since the last call, at once when that has happened already.</summary>
    Task WaitForChangeAsync(CancellationToken cancellationToken);
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
