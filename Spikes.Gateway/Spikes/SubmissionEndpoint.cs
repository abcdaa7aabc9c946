using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.Projects;
using Spikes.Gateway.RateLimiting;
using Spikes.Gateway.Users;
using Spikes.Grains.Interfaces.Spikes;

namespace Spikes.Gateway.Spikes;

/// <summary>POST /spikes and its alias POST / (contract section 2.1).</summary>
internal static class SubmissionEndpoint
{
    public static void MapSubmission(this IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/spikes", "/"])
        {
            routes.MapPost(path, Submit).WithTags("Spikes").WithSummary(path == "/" ? "Create a spike: alias of /spikes" : "Create a spike")
                .WithDescription("`/spikes` and `/` are the same. A wrong `?token=` makes the request anonymous.")
                .MayCarryCredential().Reads(SpikeSchemas.Input)
                .Produces<SpikeDone>(StatusCodes.Status201Created).Produces<SpikeDone>()
                .Answers(StatusCodes.Status201Created, null, "Stored.")
                .Answers(StatusCodes.Status200OK, null, "A replay of a known client `id`: nothing is stored.")
                .Refuses(JsonBody.Refusals)
                .Refuses(ErrorCode.AuthFailed, ErrorCode.ScopeDenied, ErrorCode.OriginNotAllowed, ErrorCode.NotFound)
                .Refuses(ErrorCode.RateLimit, ErrorCode.SpikeLimit, ErrorCode.BudgetExceeded, ErrorCode.Unavailable);
        }
    }

    private static async Task<IResult> Submit(HttpContext context, Authenticator authenticator, RateLimiter limiter, SpikeSubmission stores)
    {
        var (credential, error) = await IdentifyAsync(context, authenticator);
        if (credential is not null && !credential.Allows(context.Request.Method))
            return Credential.ScopeDenied;
        error ??= credential is null
            ? await limiter.AdmitAsync(RateLimit.SpikesPerIp, ClientAddress.Of(context))
            : await limiter.AdmitAsync(RateLimit.SpikesPerCredential, credential.Hash);
        if (error is not null)
            return error;
        (var json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        (var input, error) = SpikeInput.Read(json, context.Request.Headers.UserAgent);
        return input is null
            ? error!
            : await stores.SubmitAsync(input, credential?.Caller ?? Caller.Anonymous, credential?.Key?.KeyId, Origins.Sent(context.Request));
    }

    // A wrong Bearer is refused; a wrong ?token= makes the request anonymous, so that old embed addresses keep working.
    private static async Task<(Credential? Credential, ErrorResult? Error)> IdentifyAsync(HttpContext context, Authenticator authenticator)
    {
        var bearer = CredentialReader.Bearer(context.Request);
        var token = bearer ?? CredentialReader.Query(context.Request);
        if (token is null)
            return (null, null);
        var outcome = await authenticator.AuthenticateAsync(token, context.RequestAborted);
        if (outcome.IsSuccess(out var credential, out var refusal))
            return (credential, null);
        var isIgnored = bearer is null && refusal.Code == ErrorCode.AuthFailed;
        return (null, isIgnored ? null : ErrorResult.From(refusal));
    }
}
