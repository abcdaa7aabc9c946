namespace Spikes.Silo.Webhooks;

/// <summary>Gives a webhook out of this process.</summary>
internal interface IWebhookSender
{
    /// <summary>Tries once, for 10 s at most. Whatever a receiver does is an answer; an exception means that the caller cancelled.</summary>
    Task<AttemptResult> SendAsync(WebhookCall call, CancellationToken cancellationToken);
}

/// <summary>How an attempt ended.</summary>
internal enum AttemptResult
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>Not now; the same call may succeed later.</summary>
    TryLater,

    /// <summary>Nothing was done: too many names are being looked up. Says nothing about the receiver.</summary>
    NotTried,

    /// <summary>Refused for good: by the receiver, or by the rules on where webhooks may go.</summary>
    Failed,
}
