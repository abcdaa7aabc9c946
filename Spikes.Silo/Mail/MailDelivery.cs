using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MimeKit;
using Spikes.Gateway.Options;
using Spikes.Gateway.Configuration;

namespace Spikes.Silo.Mail;

/// <summary>One attempt to send one queued mail, and what follows from it.</summary>
internal sealed partial class MailDelivery(
    IMailQueue queue, IMailSender sender, ISignInLinks links, PublicUrls urls, MailOptions options, TimeProvider time, ILogger<MailDelivery> logger)
{
    /// <summary>16 s between attempts at most: somebody waits for the mail when the server is back.</summary>
    private const int MostDoublings = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);

    private readonly MailboxAddress _from = MailboxAddress.Parse(options.From);

    /// <summary>Mails that are over and could not be taken out of the queue: they must not be sent again and again. Not more than are queued.</summary>
    private readonly ConcurrentDictionary<long, bool> _over = new();

    /// <summary>Tries. Throws only when the queue fails or the process stops; the mail is then still queued.</summary>
    public async Task DeliverAsync(DueMail due, CancellationToken cancellationToken)
    {
        if (IsTooOld(due, time.GetUtcNow()))
            LogTooOld(due.Id);
        else if (!_over.ContainsKey(due.Id) && await TryAsync(due, cancellationToken) is SendResult.TryLater && await RetryAsync(due, cancellationToken))
            return;

        _over[due.Id] = true;
        await queue.MarkSentAsync(due.Id, cancellationToken);
        _over.TryRemove(due.Id, out _);
    }

    private static bool IsTooOld(DueMail due, DateTimeOffset at) => at - due.Mail.RequestedAt > SignInMail.Lifetime;

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

    /// <summary>False when the mail would be too old by then.</summary>
    private async Task<bool> RetryAsync(DueMail due, CancellationToken cancellationToken)
    {
        var when = time.GetUtcNow() + (FirstDelay * (1 << Math.Min(due.Attempts, MostDoublings)));
        if (IsTooOld(due, when))
        {
            LogGivenUp(due.Id, due.Attempts + 1);
            return false;
        }

        await queue.RetryLaterAsync(due.Id, when, cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} was asked for more than 10 minutes ago and is dropped")]
    private partial void LogTooOld(long id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} could not be sent now: {Kind}")]
    private partial void LogFailed(long id, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} is given up after {Attempts} attempts; its 10 minutes are over")]
    private partial void LogGivenUp(long id, int attempts);
}
