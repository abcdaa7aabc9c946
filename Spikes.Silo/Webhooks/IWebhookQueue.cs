namespace Spikes.Silo.Webhooks;

/// <summary>
/// The pump's side of the webhook outbox. Its rows are written with the spikes they tell of. In a cluster every silo has a pump; a delivery
/// is lent to one of them at a time. What the database refuses or cannot do now is an <see cref="IOException"/>.
/// </summary>
internal interface IWebhookQueue
{
    /// <summary>
    /// A pump that died keeps its deliveries for so long from the others. A pump begins no attempt later than
    /// <see cref="WebhookPump.LongestRun"/> after it took the delivery, and an attempt takes 10 s. Where clocks differ, or the record of an
    /// attempt is slow, a delivery can be made by two.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Lends deliveries that may be tried now, those that waited longest first.</summary>
    /// <param name="now">The time.</param>
    /// <param name="max">The most of them.</param>
    /// <param name="maxOfShare">The most of one share, so that one with many leaves room for the others.</param>
    /// <param name="except">Ids of shares whose deliveries are left alone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<TakenDeliveries> TakeDueAsync(
        DateTimeOffset now, int max, int maxOfShare, IReadOnlyCollection<string> except, CancellationToken cancellationToken);

    /// <summary>Where a share's deliveries go at this moment; null when it has no webhook any more, or its owner is free.</summary>
    Task<WebhookTarget?> FindTargetAsync(string share, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Takes a delivery out of the queue: it was made, or it never will be.</summary>
    Task RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Gives deliveries of one loan back that were not tried, but for those that were lent to somebody else since. They are due at once, before
    /// those of their share that were queued later.
    /// </summary>
    Task ReleaseAsync(IReadOnlyCollection<DueDelivery> left, CancellationToken cancellationToken);

    /// <summary>Counts a failed attempt and says when the next may be made; does nothing when it was lent to somebody else since.</summary>
    Task RetryLaterAsync(DueDelivery due, DateTimeOffset when, CancellationToken cancellationToken);
}

/// <summary>What a pump was lent.</summary>
/// <param name="Due">The deliveries.</param>
/// <param name="NextAt">
/// When nothing was taken: when the next one of those that are not left alone is due, which is past for what another pump is taking. Null when none waits.
/// </param>
internal sealed record TakenDeliveries(IReadOnlyList<DueDelivery> Due, DateTimeOffset? NextAt);

/// <summary>A delivery that may be tried.</summary>
/// <param name="Id">As in <see cref="Storage.NewDelivery"/>.</param>
/// <param name="Share">The id of the share.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Attempts">Failed attempts so far.</param>
internal sealed record DueDelivery(string Id, string Share, string Body, int Attempts)
{
    /// <summary>When its spike was stored.</summary>
    public DateTimeOffset QueuedAt { get; init; }

    /// <summary>The end of its lease.</summary>
    public DateTimeOffset LentUntil { get; init; }

    /// <summary>Without what somebody wrote: it may reach logs.</summary>
    public override string ToString() => Id;
}

/// <summary>Where deliveries go.</summary>
/// <param name="Url">The address, as it was checked at upload.</param>
/// <param name="SealedSecret">The encrypted secret.</param>
internal sealed record WebhookTarget(string Url, string SealedSecret)
{
    /// <summary>Without the address, which may be a secret itself.</summary>
    public override string ToString() => nameof(WebhookTarget);
}
