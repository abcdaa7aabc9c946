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
    /// <summary>How often it is tried to write down what came of an attempt.</summary>
    public const int MaxRecords = 3;

    /// <summary>The pause between; the circuit breaker of the database refuses for half as long after a failure.</summary>
    public static readonly TimeSpan BetweenRecords = TimeSpan.FromSeconds(0.5);

    private readonly IDataProtector _protector = protection.CreateProtector(PaidExtras.SecretPurpose);

    /// <summary>Tries. Throws only when the queue fails or the process stops; the delivery is then still queued.</summary>
    public async Task DeliverAsync(DueDelivery due, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - due.QueuedAt > schedule.LongestAge)
        {
            LogGivenUp(due.Id, due.Attempts);
            await RecordAsync(due, AttemptResult.Failed);
            return;
        }

        // Just before each attempt: nothing is sent for a share that was deleted, or whose owner became free, since it was queued.
        var target = await queue.FindTargetAsync(due.Share, time.GetUtcNow(), cancellationToken);
        var result = target is null ? AttemptResult.Failed : await TryAsync(due, target, cancellationToken);
        if (result is AttemptResult.TryLater && schedule.DelayAfter(due.Attempts) is null) LogGivenUp(due.Id, due.Attempts + 1);
        await RecordAsync(due, result);
    }

    /// <summary>
    /// Writes down what came of an attempt, also when the process stops: it would be made once more. For the same reason a moment without the
    /// database is waited for, as long as nobody else can have the delivery.
    /// </summary>
    private async Task RecordAsync(DueDelivery due, AttemptResult result)
    {
        for (var again = 1; ; again++)
        {
            try
            {
                await SettleAsync(due, result);
                return;
            }
            catch (IOException) when (again < MaxRecords && time.GetUtcNow() + BetweenRecords < due.LentUntil)
            {
                await Task.Delay(BetweenRecords, time, CancellationToken.None);
            }
        }
    }

    private Task SettleAsync(DueDelivery due, AttemptResult result) => result switch
    {
        AttemptResult.NotTried => queue.ReleaseAsync([due], CancellationToken.None),
        AttemptResult.TryLater when schedule.DelayAfter(due.Attempts) is { } delay =>
            queue.RetryLaterAsync(due, time.GetUtcNow() + delay, CancellationToken.None),
        _ => queue.RemoveAsync(due.Id, CancellationToken.None),
    };

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
