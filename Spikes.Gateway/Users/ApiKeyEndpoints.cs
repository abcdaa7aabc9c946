using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.OpenApi;
using Spikes.Gateway.RateLimiting;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>API keys (contract section 2.6).</summary>
internal static class ApiKeyEndpoints
{
    private const CredentialKinds Holders = CredentialKinds.User | CredentialKinds.ApiKey;
    private const string Cap = "monthly_cap_cents";
    private const int MaxCapCents = 100_000_000;
    private const int MaxNameLength = 100;

    private static readonly ErrorResult NotFound = ErrorResult.NotFound("Key not found");

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/auth").WithTags("API keys");
        keys.MapPost("/api-key", Create).WithSummary("Create an API key")
            .WithDescription("With a user token the key is linked to the user, without one it stands alone. The key itself is shown this once.")
            .AcceptCredential(CredentialKinds.User).LimitPerClient(RateLimit.ApiKeysPerIp)
            .TakesJson<ApiKeyRequest>().Produces<NewApiKeyResponse>(StatusCodes.Status201Created).Refuses(JsonBody.Refusals);
        keys.MapMethods("/api-keys", HttpVerbs.Get, List).WithSummary("List API keys, newest first")
            .WithDescription("A user sees all linked keys, revoked ones included; a key sees itself.")
            .RequireCredential(Holders).Produces<IReadOnlyList<ApiKeyResponse>>();
        keys.MapPatch("/api-key/{key_id}", SetCap).WithSummary("Set the monthly budget").Takes(ApiParameters.KeyId)
            .RequireCredential(Holders).TakesJson<CapRequest>().Produces<CapResponse>()
            .Refuses(JsonBody.Refusals).Refuses(ErrorCode.NotFound);
        keys.MapDelete("/api-key/{key_id}", Revoke).WithSummary("Revoke an API key").Takes(ApiParameters.KeyId)
            .RequireCredential(Holders).Produces<RevokedKeyResponse>().Refuses(ErrorCode.NotFound);
        keys.MapPost("/link-key", Link).WithSummary("Attach a standalone key, its shares and its spikes to the user")
            .RequireCredential(CredentialKinds.User).LimitPerAccount(RateLimit.LinkKeysPerUser)
            .TakesJson<LinkKeyRequest>().Produces<Acknowledged>().Refuses(JsonBody.Refusals).Refuses(ErrorCode.NotFound);
    }

    private static async Task<IResult> Create(HttpContext context, IGrainFactory grains)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        var reader = new FieldReader(json);
        var apiKey = Secrets.NewApiKey();
        var command = new CreateApiKey(
            Secrets.HashOf(apiKey),
            Secrets.ApiKeyPrefix(apiKey),
            context.CredentialOrNull()?.Account?.Id,
            reader.Text("name", MaxNameLength),
            ReadScope(reader),
            reader.Instant("expires_at"),
            reader.Whole(Cap, 0, MaxCapCents));
        if (reader.Faults.Count > 0)
            return ErrorResult.Invalid(reader.Faults);
        var outcome = await Key(grains, Secrets.ApiKeyId(apiKey)).CreateAsync(command, CancellationToken.None);
        return outcome.IsSuccess(out var key, out var refusal)
            ? JsonAnswer.Created(NewApiKeyResponse.From(apiKey, key), ApiKeyJson.Default.NewApiKeyResponse)
            : ErrorResult.From(refusal);
    }

    private static async Task<IResult> List(HttpContext context, IGrainFactory grains)
    {
        if (context.Credential().Key is { } presented)
        {
            var shown = await Key(grains, presented.KeyId).ShowAsync(null, context.RequestAborted);
            return shown.IsSuccess(out var key, out var hidden) ? Answer([key]) : ErrorResult.From(hidden);
        }

        var reader = grains.GetGrain<IApiKeyReaderGrain>(IApiKeyReaderGrain.Key);
        var listed = await reader.ListAsync(context.Account().Id, context.RequestAborted);
        return listed.IsSuccess(out var list, out var refusal) ? Answer(list.Keys) : ErrorResult.From(refusal);
    }

    private static async Task<IResult> SetCap(HttpContext context, IGrainFactory grains)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        var reader = new FieldReader(json);
        var cents = reader.Whole(Cap, 0, MaxCapCents);
        // Null takes the cap away, so it must be sent.
        if (!json.TryGetProperty(Cap, out _))
            reader.Fault(Cap, "Is required");
        if (reader.Faults.Count > 0)
            return ErrorResult.Invalid(reader.Faults);
        if (Addressed(context, grains) is not { } addressed)
            return NotFound;
        var outcome = await addressed.SetCapAsync(User(context), cents, CancellationToken.None);
        return outcome.IsSuccess(out var key, out var refusal)
            ? JsonAnswer.Ok(new CapResponse(true, key.KeyId, key.MonthlyCapCents), ApiKeyJson.Default.CapResponse)
            : ErrorResult.From(refusal);
    }

    private static async Task<IResult> Revoke(HttpContext context, IGrainFactory grains)
    {
        if (Addressed(context, grains) is not { } addressed)
            return NotFound;
        var outcome = await addressed.RevokeAsync(User(context), CancellationToken.None);
        return outcome.IsSuccess(out var key, out var refusal)
            ? JsonAnswer.Ok(new RevokedKeyResponse(true, key.KeyId, Instants.Text(key.RevokedAt!.Value)), ApiKeyJson.Default.RevokedKeyResponse)
            : ErrorResult.From(refusal);
    }

    private static async Task<IResult> Link(HttpContext context, IGrainFactory grains)
    {
        var (json, error) = await JsonBody.ReadAsync(context);
        if (error is not null)
            return error;
        var reader = new FieldReader(json);
        if (reader.RequiredText("key_id") is not { } keyId)
            return ErrorResult.Invalid(reader.Faults);
        if (!Secrets.IsApiKeyId(keyId))
            return NotFound;
        var outcome = await Key(grains, keyId).LinkAsync(context.Account().Id, CancellationToken.None);
        return outcome.IsSuccess(out _, out var refusal)
            ? JsonAnswer.Ok(new Acknowledged(true), UserJson.Default.Acknowledged)
            : ErrorResult.From(refusal);
    }

    private static ApiKeyScope ReadScope(FieldReader reader)
    {
        if (reader.Member("scopes") is not { } value)
            return ApiKeyScope.Full;
        if (value.ValueKind == JsonValueKind.String && ScopeNames.Parse(value.GetString()!) is { } scope)
            return scope;
        reader.Fault("scopes", "Must be full, read or write");
        return ApiKeyScope.Full;
    }

    /// <summary>The key that the path names, unless its id is none or, for a key that asks, another one's.</summary>
    private static IApiKeyGrain? Addressed(HttpContext context, IGrainFactory grains)
    {
        var keyId = (string)context.Request.RouteValues["key_id"]!;
        var isReachable = context.Credential().Key is { } presented ? presented.KeyId == keyId : Secrets.IsApiKeyId(keyId);
        return isReachable ? Key(grains, keyId) : null;
    }

    /// <summary>The user who asks; null when a key does.</summary>
    private static AccountId? User(HttpContext context) => context.Credential().Key is null ? context.Account().Id : null;

    private static IApiKeyGrain Key(IGrainFactory grains, string keyId) => grains.GetGrain<IApiKeyGrain>(Secrets.ApiKeyGrainKey(keyId));

    private static IResult Answer(IReadOnlyList<ApiKey> keys) =>
        JsonAnswer.Ok([.. keys.Select(ApiKeyResponse.From)], ApiKeyJson.Default.IReadOnlyListApiKeyResponse);
}
