using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Spikes.Gateway.Shares;

namespace Spikes.Silo.Webhooks;

/// <summary>One attempt to make one queued delivery, and what follows from it.</summary>
internal sealed partial class WebhookDelivery(
    IWebhookQueue queue,
    IWebhookSender sender,
    RetrySchedule schedule,
    IDataProtectionProvider protection,
    TimeProvider time,
    ILogger<WebhookDelivery> logger)
{
    private readonly IDataProtector _protector = protection.CreateProtector(PaidExtras.SecretPurpose);

    /// <summary>Tries. Throws only when the queue fails or the process stops; the delivery is then still queued.</summary>
    public async Task DeliverAsync(DueDelivery due, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - due.QueuedAt > schedule.LongestAge)
        {
            LogGivenUp(due.Id, due.Attempts);
            await queue.RemoveAsync(due.Id, CancellationToken.None);
            return;
        }

        // Just before each attempt: nothing is sent for a share that was deleted, or whose owner became free, since it was queued.
        var target = await queue.FindTargetAsync(due.Share, time.GetUtcNow(), cancellationToken);
        var result = target is null ? AttemptResult.Failed : await TryAsync(due, target, cancellationToken);
        // What came of the attempt is written down also when the process stops: it would be made once more.
        if (result is AttemptResult.TryLater && schedule.DelayAfter(due.Attempts) is { } delay)
        {
            await queue.RetryLaterAsync(due, time.GetUtcNow() + delay, CancellationToken.None);
            return;
        }

        if (result is AttemptResult.TryLater) LogGivenUp(due.Id, due.Attempts + 1);
        await queue.RemoveAsync(due.Id, CancellationToken.None);
    }

    private async Task<AttemptResult> TryAsync(DueDelivery due, WebhookTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var secret = _protector.Unprotect(target.SealedSecret);
            return await sender.SendAsync(new WebhookCall(due.Id, due.Body, target.Url, secret), cancellationToken);
        }
        catch (CryptographicException exception)
        {
            // The keys may be away for a moment, as with a database that does not answer.
            LogNoSecret(due.Id, exception.GetType().Name);
            return AttemptResult.TryLater;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook call {Id} is given up after {Attempts} attempts")]
    private partial void LogGivenUp(string id, int attempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhook call {Id} cannot be signed now: its secret cannot be read ({Kind})")]
    private partial void LogNoSecret(string id, string kind);
}
