using Microsoft.Extensions.Logging;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Projects;
using Spikes.Grains.Storage;

namespace Spikes.Grains.Shares;

/// <summary>
/// The place of one store in the cluster. Its turns never wait for the database, and the rules that must be exact are decided in the
/// store's transaction: two activations at once do no harm.
/// </summary>
[GrainType("share")]
internal sealed class ShareGrain(ISpikeStore spikes, IShareStore shares, ILogger<ShareGrain> logger) : Grain, IShareGrain
{
    /// <summary>Interleaved calls pass by the queue limit of the grain, so they are counted here.</summary>
    internal const int MaxSubmitsInFlight = 5000;

    /// <summary>Steps of 1000 rows: a call stays far below its timeout.</summary>
    internal const int PurgeStepsPerCall = 10;

    private static readonly Refusal NotFound = new(ErrorCode.NotFound, "Share not found");

    private int _submitsInFlight;

    // Random: an activation that follows another must not repeat its numbers.
    private long _version = Random.Shared.NextInt64();

    private StoreKey Store => StoreKey.Parse(this.GetPrimaryKeyString());

    public async ValueTask<Outcome<SubmittedSpike>> SubmitAsync(SubmitSpike command, CancellationToken cancellationToken)
    {
        if (_submitsInFlight >= MaxSubmitsInFlight) return Refusal.Unavailable;

        _submitsInFlight++;
        try
        {
            // The caller's cancellation stays outside: a write that has begun is answered, so that the answer is never wrong.
            var result = await spikes.SubmitAsync(Store, command, CancellationToken.None);
            var isStale = result.StoreMoved || result.Outcome.Refusal?.Code == ErrorCode.NotFound;
            return isStale ? await ForwardAsync(command) : result.Outcome;
        }
        finally
        {
            _submitsInFlight--;
        }
    }

    public Task<Outcome<ResolvedSpike>> ResolveSpikeAsync(string spikeId, bool resolved, CancellationToken cancellationToken) =>
        spikes.ResolveAsync(Store, spikeId, resolved, CancellationToken.None);

    public Task<Outcome<Done>> DeleteSpikeAsync(string spikeId, CancellationToken cancellationToken) =>
        spikes.DeleteAsync(Store, spikeId, CancellationToken.None);

    public ValueTask<long> GetVersionAsync(CancellationToken cancellationToken) => new(_version);

    public ValueTask RenewVersionAsync(CancellationToken cancellationToken)
    {
        _version = Random.Shared.NextInt64();
        return ValueTask.CompletedTask;
    }

    public async Task<Outcome<ShareSummary>> DeleteAsync(AccountId owner, CancellationToken cancellationToken)
    {
        if (Store.Kind != StoreKind.Share) return NotFound;

        var deleted = await shares.DeleteAsync(owner, Store.Id, CancellationToken.None);
        // Also after a failure: it may have been committed all the same.
        _version = Random.Shared.NextInt64();
        if (deleted.IsSuccess(out var share, out _)) await StoreNames.RefreshAsync(GrainFactory, logger, share.Slug, share.Id);
        return deleted;
    }

    public async Task<bool> PurgeAsync(CancellationToken cancellationToken)
    {
        if (Store.Kind != StoreKind.Share) return true;

        // Every step is a transaction of its own, so stopping between two of them is safe.
        for (var step = 0; step < PurgeStepsPerCall && !cancellationToken.IsCancellationRequested; step++)
        {
            var purged = await shares.PurgeAsync(Store.Id, CancellationToken.None);
            if (!purged.IsSuccess(out var progress, out _) || progress.IsComplete) return true;
        }

        return false;
    }

    /// <summary>
    /// The caller came by a stale name. An unregistered store knows its name and hands the spike on, once: a share never hands on, so
    /// that the calls make no cycle. A share that is gone does not know by which of its names the caller came. Nor is a spike handed on to
    /// a project, whose origins and rate limit the caller must ask first: it is told that the store is not there, and looks anew.
    /// </summary>
    private async Task<Outcome<SubmittedSpike>> ForwardAsync(SubmitSpike command)
    {
        await StoreNames.RefreshAsync(GrainFactory, logger, command.Draft.ProjectKey, Store.Id);
        if (Store.Kind != StoreKind.Unregistered) return NotFound;

        var found = await shares.ResolveAsync(Store.Id, CancellationToken.None);
        if (!found.IsSuccess(out var resolved, out var refusal)) return refusal;
        if (resolved.Deleted || resolved.Store.Kind == StoreKind.Project) return NotFound;

        // Moved there and back meanwhile: the client tries again.
        if (resolved.Store.Kind == StoreKind.Unregistered) return Refusal.Unavailable;

        return await GrainFactory.GetGrain<IShareGrain>(resolved.Store.ToString()).SubmitAsync(command, CancellationToken.None);
    }
}
