using Microsoft.Extensions.Logging;
using MimeKit;
using Spikes.Gateway.Options;
using Spikes.Silo.Configuration;

namespace Spikes.Silo.Mail;

/// <summary>One attempt to send one queued mail, and what follows from it.</summary>
internal sealed partial class MailDelivery(
    IMailQueue queue, IMailSender sender, ISignInLinks links, PublicUrls urls, MailOptions options, TimeProvider time, ILogger<MailDelivery> logger)
{
    private const int MostDoublings = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);

    private readonly MailboxAddress _from = MailboxAddress.Parse(options.From);

    /// <summary>Tries. Throws only when the queue fails or the process stops; the mail is then still queued.</summary>
    public async Task DeliverAsync(DueMail due, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - due.Mail.RequestedAt > SignInMail.Lifetime)
        {
            LogTooOld(due.Id);
            await queue.MarkSentAsync(due.Id, cancellationToken);
            return;
        }

        if (await TryAsync(due, cancellationToken) is SendResult.TryLater)
            await RetryAsync(due, cancellationToken);
        else
            await queue.MarkSentAsync(due.Id, cancellationToken);
    }

    private async Task<SendResult> TryAsync(DueMail due, CancellationToken cancellationToken)
    {
        try
        {
            var link = await links.MintAsync(due.Mail, cancellationToken);
            if (link.Token is not { } token)
                return link.MayComeLater ? SendResult.TryLater : SendResult.Refused;
            using var message = SignInMail.Write(due.Mail, token, urls.Public, _from, time.GetUtcNow());
            return message is null ? SendResult.Refused : await sender.SendAsync(message, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The text of a mail exception can hold the recipient's address, so only its kind is logged.
            LogFailed(due.Id, exception.GetType().Name);
            return SendResult.TryLater;
        }
    }

    private async Task RetryAsync(DueMail due, CancellationToken cancellationToken)
    {
        var when = time.GetUtcNow() + (FirstDelay * (1 << Math.Min(due.Attempts, MostDoublings)));
        if (when - due.Mail.RequestedAt <= SignInMail.Lifetime)
        {
            await queue.RetryLaterAsync(due.Id, when, cancellationToken);
            return;
        }

        LogGivenUp(due.Id, due.Attempts + 1);
        await queue.MarkSentAsync(due.Id, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} was asked for more than 10 minutes ago and is dropped")]
    private partial void LogTooOld(long id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} could not be sent now: {Kind}")]
    private partial void LogFailed(long id, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} is given up after {Attempts} attempts; its 10 minutes are over")]
    private partial void LogGivenUp(long id, int attempts);
}
