using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Options;
using Spikes.Gateway.Shares.Passwords;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Projects;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>GET /spikes (contract sections 2.2, 11 and 12).</summary>
internal static class SpikeListEndpoint
{
    private static readonly ErrorResult Missing = new(ErrorCode.AuthRequired, "Authentication or a project is required");

    public static void MapSpikeList(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/spikes", HttpVerbs.Get, List).WithTags("Spikes").WithSummary("List spikes, newest first")
            .WithDescription("With a credential: the caller's spikes. With `project`: the spikes of that share or key, for everybody; those of a protected "
                + "share for its owner and for who knows the password.")
            .MayCarryCredential().Takes(ApiParameters.SpikeList)
            .Answers(
                StatusCodes.Status200OK,
                SpikeSchemas.Page,
                "A page. The CLI's `push`, known by `User-Agent: ureq/...` and `?token=` alone, gets a bare array in owner form instead.")
            .Refuses(ErrorCode.AuthRequired, ErrorCode.AuthFailed, ErrorCode.ScopeDenied, ErrorCode.ValidationError, ErrorCode.RateLimit)
            .Refuses(ErrorCode.Unavailable);

    private static async Task<IResult> List(
        HttpContext context, Authenticator authenticator, IGrainFactory grains, PasswordGate gate, IOptions<GatewayOptions> options)
    {
        var bearer = CredentialReader.Bearer(context.Request);
        var token = bearer ?? CredentialReader.Query(context.Request);
        var caller = Caller.Anonymous;
        if (token is not null)
        {
            var outcome = await authenticator.AuthenticateAsync(token, context.RequestAborted);
            if (!outcome.IsSuccess(out var credential, out var refusal))
                return ErrorResult.From(refusal);
            if (!credential.Allows(context.Request.Method))
                return Credential.ScopeDenied;
            caller = credential.Caller;
        }
        else if (SpikeListQuery.Text(context.Request.Query, "project") is null)
        {
            return Missing;
        }

        var (query, error) = SpikeListQuery.Read(context.Request.Query);
        if (query is null)
            return error!;
        var isBare = options.Value.Compatibility.PushBareArray && PushBareArray.Applies(context.Request);
        return await OpenAsync(context, grains, gate, caller, query, isBare);
    }

    private static async Task<IResult> OpenAsync(
        HttpContext context, IGrainFactory grains, PasswordGate gate, Caller caller, SpikeListQuery query, bool isBare)
    {
        StoreKey? store = null;
        if (query.Project is not null)
        {
            var reader = grains.GetGrain<ISpikeReaderGrain>(ISpikeReaderGrain.Key);
            var resolved = await reader.ResolveStoreAsync(query.Project, context.RequestAborted);
            if (!resolved.IsSuccess(out var name, out var refusal))
                return ErrorResult.From(refusal);
            if (name.Guard is { } guard && !caller.IsAdmin && caller.Account != guard.Owner)
            {
                var password = PasswordGate.Read(context.Request.Query.Last(PasswordGate.Parameter));
                if (await gate.RefuseAsync(context, guard, password) is { } refused)
                    return refused;
            }

            store = name.Store;
        }

        var rows = new SpikeQuery(caller, store, query.Filter, query.After, query.Limit, SpikeStream.StretchBytes);
        return isBare ? new SpikeStream(grains, rows, SpikeEnvelope.BareArray) : new SpikeStream(grains, rows, SpikeEnvelope.Page);
    }
}
