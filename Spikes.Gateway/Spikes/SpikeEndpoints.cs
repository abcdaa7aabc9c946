using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>Reading, resolving and deleting single spikes (contract section 2.2).</summary>
internal static class SpikeEndpoints
{
    private const CredentialKinds Anyone = CredentialKinds.User | CredentialKinds.ApiKey | CredentialKinds.Admin;

    public static void MapSpikes(this IEndpointRouteBuilder routes)
    {
        routes.MapSubmission();
        routes.MapSpikeList();
        var spike = routes.MapGroup("/spikes/{id}").WithTags("Spikes").RequireCredential(Anyone)
            .Takes(ApiParameters.SpikeId)
            .Refuses(ErrorCode.NotFound, ErrorCode.AmbiguousId);
        spike.MapMethods("", HttpVerbs.Get, Get).WithSummary("One spike, by id or by 4 or more leading characters")
            .Answers(StatusCodes.Status200OK, SpikeSchemas.Owner, "The spike, in owner form.");
        spike.MapPatch("", Resolve).WithSummary("Resolve or reopen a spike").Refuses(JsonBody.Refusals)
            .TakesJson<ResolveRequest>().Produces<ResolvedResponse>();
        spike.MapDelete("", Delete).WithSummary("Delete a spike").Produces<SpikeDone>();
    }

    private static async Task<IResult> Get(HttpContext context, IGrainFactory grains)
    {
        var found = await FindAsync(context, grains);
        return found.IsSuccess(out var spike, out var refusal) ? new RawJson(spike.Json) : SpikeRefusal.Answer(refusal);
    }

    private static async Task<IResult> Resolve(HttpContext context, IGrainFactory grains)
    {
        var (resolved, error) = await SpikeResolution.ReadAsync(context);
        return error ?? await SpikeResolution.AnswerAsync(grains, () => FindAsync(context, grains), resolved);
    }

    private static async Task<IResult> Delete(HttpContext context, IGrainFactory grains)
    {
        var id = "";
        var outcome = await SpikeChange.ApplyAsync(grains, () => FindAsync(context, grains), (store, spike) =>
        {
            id = spike.Id;
            return store.DeleteSpikeAsync(id, CancellationToken.None);
        });
        return outcome.IsSuccess(out _, out var refusal)
            ? JsonAnswer.Ok(new SpikeDone(true, id), SpikeJson.Default.SpikeDone)
            : SpikeRefusal.Answer(refusal);
    }

    private static ValueTask<Outcome<FoundSpike>> FindAsync(HttpContext context, IGrainFactory grains) =>
        grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key)
            .FindAsync(context.Credential().Caller, RawPath.Segment(context, 1), context.RequestAborted);
}
