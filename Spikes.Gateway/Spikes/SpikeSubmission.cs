using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Gateway.Projects;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>Brings a spike to its store (contract section 4.1).</summary>
internal sealed class SpikeSubmission(IGrainFactory grains)
{
    /// <summary>Submits and shapes the answer. Not cancelled with the request: the spike may be stored already.</summary>
    public async Task<IResult> SubmitAsync(SpikeInput input, Caller caller)
    {
        var command = new SubmitSpike(caller, input.ClientId, input.Draft, Guid.NewGuid().ToString());
        var store = await GuessAsync(input);
        var outcome = await SubmitAsync(store, command);
        if (outcome.Refusal is { Code: ErrorCode.NotFound } && !input.IsShareId
            && await RefreshAsync(input.StoreName) is { Deleted: false } now && now.Store != store)
            outcome = await SubmitAsync(now.Store, command);
        if (!outcome.IsSuccess(out var spike, out var refusal))
            return ErrorResult.From(refusal);
        var answer = new SpikeDone(true, spike.Id);
        return spike.Replayed
            ? JsonAnswer.Ok(answer, SpikeJson.Default.SpikeDone)
            : JsonAnswer.Created(answer, SpikeJson.Default.SpikeDone);
    }

    // The widget sends share ids: asking that share at once saves the directory's call. A wrong guess is answered by NOT_FOUND.
    private async ValueTask<StoreKey> GuessAsync(SpikeInput input) => Uuid.IsUuid(input.StoreName)
        ? StoreKey.Share(input.StoreName.ToLowerInvariant())
        : (await Name(input.StoreName).ResolveAsync(CancellationToken.None)).Store;

    private Task<ResolvedName> RefreshAsync(string name) => Name(name).RefreshAsync(CancellationToken.None);

    private IStoreNameGrain Name(string name) => grains.GetGrain<IStoreNameGrain>("name/" + name);

    private ValueTask<Outcome<SubmittedSpike>> SubmitAsync(StoreKey store, SubmitSpike command) =>
        grains.GetGrain<IShareGrain>(store.ToString()).SubmitAsync(command, CancellationToken.None);
}
