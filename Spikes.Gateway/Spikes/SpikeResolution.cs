using Microsoft.AspNetCore.Http;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>Resolving and reopening a spike, wherever the route finds it.</summary>
internal static class SpikeResolution
{
    /// <summary>The wish of the body, or the answer that refuses it.</summary>
    public static async ValueTask<(bool Resolved, ErrorResult? Error)> ReadAsync(HttpContext context)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return (false, error);
        var reader = new FieldReader(json);
        var resolved = reader.Boolean("resolved");
        return (resolved, reader.Faults.Count > 0 ? ErrorResult.Invalid(reader.Faults) : null);
    }

    /// <summary>Finds the spike, changes it, and answers.</summary>
    public static async Task<IResult> AnswerAsync(IGrainFactory grains, Func<ValueTask<Outcome<FoundSpike>>> find, bool resolved)
    {
        var outcome = await SpikeChange.ApplyAsync(
            grains, find, (store, spike) => store.ResolveSpikeAsync(spike.Id, resolved, CancellationToken.None));
        return outcome.IsSuccess(out var done, out var refusal)
            ? JsonAnswer.Ok(new ResolvedResponse(true, done.Id, done.Resolved, done.ResolvedAt, done.ResolvedAt), SpikeJson.Default.ResolvedResponse)
            : SpikeRefusal.Answer(refusal);
    }
}
