using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.Projects;
using Spikes.Gateway.RateLimiting;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>Brings a spike to its store (contract section 4.1).</summary>
internal sealed class SpikeSubmission(IGrainFactory grains, RateLimiter limiter, TimeProvider clock)
{
    private readonly GrainReferences _grains = new(grains);
    private readonly StoreGuesses _guesses = new(clock);

    /// <summary>Submits and shapes the answer. Not cancelled with the request: the spike may be stored already.</summary>
    /// <param name="input">The spike.</param>
    /// <param name="caller">Who sends it.</param>
    /// <param name="keyId">The API key that was presented, or null.</param>
    /// <param name="origin">As in <see cref="SubmitSpike.Origin"/>.</param>
    public async Task<IResult> SubmitAsync(SpikeInput input, Caller caller, string? keyId, string? origin)
    {
        var command = new SubmitSpike(caller, input.ClientId, input.Draft, Guid.NewGuid().ToString()) { Origin = origin, KeyId = keyId };
        var store = await GuessAsync(input);
        var (outcome, error) = await SubmitAsync(store, command);
        if (outcome.Refusal is { Code: ErrorCode.NotFound } && !input.IsShareId
            && await RefreshAsync(input.StoreName) is { Deleted: false } now && now.Store != store)
            (outcome, error) = await SubmitAsync(now.Store, command);
        if (error is not null)
            return error;
        if (!outcome.IsSuccess(out var spike, out var refusal))
            return ErrorResult.From(refusal);
        var answer = new SpikeDone(true, spike.Id);
        return spike.Replayed
            ? JsonAnswer.Ok(answer, SpikeJson.Default.SpikeDone)
            : JsonAnswer.Created(answer, SpikeJson.Default.SpikeDone);
    }

    // The widget sends share ids: asking that share at once saves the directory's call. A wrong guess is answered by NOT_FOUND.
    private async ValueTask<StoreKey> GuessAsync(SpikeInput input)
    {
        if (Uuid.TryRead(input.StoreName, out var shareId))
            return StoreKey.Share(shareId);
        return _guesses.Find(input.StoreName) ?? Remember(input.StoreName, await Name(input.StoreName).ResolveAsync(CancellationToken.None));
    }

    private async ValueTask<ResolvedName> RefreshAsync(string name)
    {
        var now = await Name(name).RefreshAsync(CancellationToken.None);
        Remember(name, now);
        return now;
    }

    private StoreKey Remember(string name, ResolvedName resolved)
    {
        if (!resolved.Deleted)
            _guesses.Remember(name, resolved.Store);
        return resolved.Store;
    }

    private IStoreNameGrain Name(string name) => _grains.Get<IStoreNameGrain>(StoreName.GrainKey(name));

    private async ValueTask<(Outcome<SubmittedSpike> Outcome, ErrorResult? Error)> SubmitAsync(StoreKey store, SubmitSpike command)
    {
        if (store.Kind == StoreKind.Project && await RefuseAsync(store, command) is { } error)
            return (default, error);
        return (await _grains.Get<IShareGrain>(store.ToString()).SubmitAsync(command, CancellationToken.None), null);
    }

    /// <summary>
    /// Checks 7 and 8 of contract section 2.1. The origin is asked for before the rate limit, because a refused one must not count; where
    /// no limit follows, the store's own look at the origin is enough.
    /// </summary>
    private async ValueTask<ErrorResult?> RefuseAsync(StoreKey project, SubmitSpike command)
    {
        if (command.Caller.IsAuthenticated)
            return null;
        if (command.Origin is not null)
        {
            var admitted = await _grains.Get<IProjectGrain>(project.ToString()).AdmitOriginAsync(command.Origin, CancellationToken.None);
            if (!admitted.IsSuccess(out _, out var refusal))
                return ErrorResult.From(refusal);
        }

        return await limiter.AdmitAsync(RateLimit.SpikesPerProject, project.Id);
    }
}
