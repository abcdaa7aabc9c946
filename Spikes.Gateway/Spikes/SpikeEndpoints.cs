using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Shares;
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
        var (spike, error) = await FindAsync(context, grains);
        return spike is null ? error! : new RawJson(spike.Json);
    }

    private static async Task<IResult> Resolve(HttpContext context, IGrainFactory grains)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        var reader = new FieldReader(json);
        var resolved = reader.Boolean("resolved");
        if (reader.Faults.Count > 0)
            return ErrorResult.Invalid(reader.Faults);
        (var spike, error) = await FindAsync(context, grains);
        if (spike is null)
            return error!;
        var store = grains.GetGrain<IShareGrain>(spike.Store.ToString());
        var outcome = await store.ResolveSpikeAsync(spike.Id, resolved, CancellationToken.None);
        return outcome.IsSuccess(out var done, out var refusal)
            ? JsonAnswer.Ok(new ResolvedResponse(true, done.Id, done.Resolved, done.ResolvedAt, done.ResolvedAt), SpikeJson.Default.ResolvedResponse)
            : SpikeRefusal.Answer(refusal);
    }

    private static async Task<IResult> Delete(HttpContext context, IGrainFactory grains)
    {
        var (spike, error) = await FindAsync(context, grains);
        if (spike is null)
            return error!;
        var store = grains.GetGrain<IShareGrain>(spike.Store.ToString());
        var outcome = await store.DeleteSpikeAsync(spike.Id, CancellationToken.None);
        return outcome.IsSuccess(out _, out var refusal)
            ? JsonAnswer.Ok(new SpikeDone(true, spike.Id), SpikeJson.Default.SpikeDone)
            : SpikeRefusal.Answer(refusal);
    }

    private static async Task<(FoundSpike? Spike, ErrorResult? Error)> FindAsync(HttpContext context, IGrainFactory grains)
    {
        var reader = grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key);
        var id = RawPath.Segment(context, 1);
        var outcome = await reader.FindAsync(context.Credential().Caller, id, context.RequestAborted);
        return outcome.IsSuccess(out var spike, out var refusal) ? (spike, null) : (null, SpikeRefusal.Answer(refusal));
    }
}
