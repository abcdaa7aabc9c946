using MimeKit;

namespace Spikes.Silo.Mail;

/// <summary>Gives a mail out of this process.</summary>
internal interface IMailSender
{
    /// <summary>Tries once. An exception counts as <see cref="SendResult.TryLater"/>.</summary>
    Task<SendResult> SendAsync(MimeMessage message, CancellationToken cancellationToken);
}

/// <summary>How an attempt ended.</summary>
internal enum SendResult
{
    /// <summary>The mail is the receiver's now.</summary>
    Sent,

    /// <summary>Not now; the same mail may succeed later.</summary>
    TryLater,

    /// <summary>Refused for good.</summary>
    Refused,
}
