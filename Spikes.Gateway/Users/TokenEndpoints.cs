using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>User tokens (contract section 2.6) and the account behind them (2.7).</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup("/auth").WithTags("Tokens").RequireCredential(CredentialKinds.User);
        tokens.MapPost("/rotate-token", Rotate).WithSummary("Replace the presented token").Produces<TokenResponse>();
        tokens.MapPost("/logout", Logout).WithSummary("Revoke the presented token").Produces<Acknowledged>();

        const CredentialKinds accounts = CredentialKinds.User | CredentialKinds.ApiKey;
        routes.MapMethods("/me", HttpVerbs.Get, Me).WithTags("Account").WithSummary("Who am I")
            .WithDescription("Accepts a user token, or an API key of any scope; the answer to a key has its id, name, scope and prefix.")
            .RequireCredential(accounts, anyScope: true).Produces<MeResponse>();
        routes.MapMethods("/usage", HttpVerbs.Get, Usage).WithTags("Account").WithSummary("Usage and limits")
            .WithDescription("Tier `agent` adds its cost: of the key that asks, or of the whole account with a user token.")
            .RequireCredential(accounts).Answers(StatusCodes.Status200OK, UsageSchemas.Usage, "What the account holds, and its limits.");
    }

    private static async Task<IResult> Rotate(HttpContext context, IGrainFactory grains)
    {
        var outcome = await Presented(context, grains).RotateAsync(CancellationToken.None);
        return outcome.IsSuccess(out var issued, out var refusal)
            ? JsonAnswer.Ok(TokenResponse.From(issued), UserJson.Default.TokenResponse)
            : ErrorResult.From(refusal);
    }

    private static async Task<IResult> Logout(HttpContext context, IGrainFactory grains)
    {
        var outcome = await Presented(context, grains).RevokeAsync(CancellationToken.None);
        return outcome.IsSuccess(out _, out var refusal)
            ? JsonAnswer.Ok(new Acknowledged(true), UserJson.Default.Acknowledged)
            : ErrorResult.From(refusal);
    }

    private static IResult Me(HttpContext context)
    {
        var account = context.Account();
        return context.Credential().Key is { } key
            ? JsonAnswer.Ok(KeyMeResponse.From(key, account), ApiKeyJson.Default.KeyMeResponse)
            : JsonAnswer.Ok(new MeResponse(account.Email, account.Tier.Wire()), UserJson.Default.MeResponse);
    }

    private static async Task<IResult> Usage(HttpContext context, IGrainFactory grains)
    {
        var outcome = context.Credential().Key is { } key
            ? await grains.GetGrain<IApiKeyGrain>(Secrets.ApiKeyGrainKey(key.KeyId)).GetUsageAsync(context.RequestAborted)
            : await grains.GetGrain<IUserGrain>(context.Account().Id.Value).GetUsageAsync(context.RequestAborted);
        if (!outcome.IsSuccess(out var usage, out var refusal))
            return ErrorResult.From(refusal);
        return usage.Agent is { } agent
            ? JsonAnswer.Ok(AgentUsageResponse.From(usage, agent), UserJson.Default.AgentUsageResponse)
            : JsonAnswer.Ok(UsageResponse.From(usage), UserJson.Default.UsageResponse);
    }

    private static IUserTokenGrain Presented(HttpContext context, IGrainFactory grains) =>
        grains.GetGrain<IUserTokenGrain>(Secrets.UserTokenKeyOfHash(context.Credential().Hash));
}
