using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Gateway.Spikes;

/// <summary>Words of refusals about one spike.</summary>
internal static class SpikeRefusal
{
    public static ErrorResult Answer(Refusal refusal) =>
        refusal.Code == ErrorCode.NotFound ? ErrorResult.NotFound("Spike not found") : ErrorResult.From(refusal);
}
