using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Storage;

namespace Spikes.Silo.Storage.Postgres;

/// <summary>A spike that waits to be stored. The caller is told only after the commit.</summary>
internal sealed class SubmitItem(StoreKey store, SubmitSpike command, long queuedAt, CancellationToken cancellationToken)
{
    /// <summary>The answer when nothing is known to be stored.</summary>
    public static readonly SubmitResult Unavailable = new(Refusal.Unavailable, false);

    private readonly TaskCompletionSource<SubmitResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoreKey Store => store;

    /// <summary>The store as the rows name it.</summary>
    public string StoreText { get; } = store.ToString();

    public SubmitSpike Command => command;

    /// <summary>When it was queued, a timestamp of the committer's clock.</summary>
    public long QueuedAt => queuedAt;

    /// <summary>The payload, for the limits of queue and batch.</summary>
    public long Bytes { get; } = SubmitRules.Bytes(command.Draft);

    /// <summary>True when the caller gave up before the write began.</summary>
    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <summary>Whether an attempt to store it has begun, so that a row may have its new id.</summary>
    public bool WasTried { get; set; }

    /// <summary>The row of an attempt whose commit may have been lost on the way back.</summary>
    public NewSpike? Attempted { get; set; }

    /// <summary>What the caller is told.</summary>
    public SubmitResult Answer { get; set; } = Unavailable;

    /// <summary>The answer, once it is durable.</summary>
    public Task<SubmitResult> Task => _done.Task;

    /// <summary>Tells the caller.</summary>
    public void Complete() => _done.TrySetResult(Answer);

    /// <summary>Tells the caller that its wish to give up was met: nothing was stored.</summary>
    public void Cancel() => _done.TrySetCanceled(cancellationToken);
}
