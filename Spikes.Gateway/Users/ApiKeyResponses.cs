using System.Text.Json.Serialization;
using Spikes.Gateway.Http;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Users;

/// <summary>A body that asks for a key; every member may be absent.</summary>
internal sealed record ApiKeyRequest(
    [property: JsonPropertyName("name")] string? Name = null,
    [property: JsonPropertyName("scopes")] string? Scopes = null,
    [property: JsonPropertyName("expires_at")] string? ExpiresAt = null,
    [property: JsonPropertyName("monthly_cap_cents")] int? MonthlyCapCents = null);

/// <summary>A body with a cap.</summary>
internal sealed record CapRequest([property: JsonPropertyName("monthly_cap_cents")] int? MonthlyCapCents);

/// <summary>A body that names a key.</summary>
internal sealed record LinkKeyRequest([property: JsonPropertyName("key_id")] string KeyId);

/// <summary>A new key, shown once.</summary>
internal sealed record NewApiKeyResponse(
    [property: JsonPropertyName("ok")] bool Ok,
    [property: JsonPropertyName("api_key")] string ApiKey,
    [property: JsonPropertyName("key_id")] string KeyId,
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("scopes")] string Scopes,
    [property: JsonPropertyName("monthly_cap_cents")] int? MonthlyCapCents,
    [property: JsonPropertyName("expires_at")] string? ExpiresAt,
    [property: JsonPropertyName("created_at")] string CreatedAt)
{
    public static NewApiKeyResponse From(string apiKey, ApiKey key) => new(
        true,
        apiKey,
        key.KeyId,
        key.Name,
        key.Scope.Wire(),
        key.MonthlyCapCents,
        Instants.Text(key.ExpiresAt),
        Instants.Text(key.CreatedAt));
}

/// <summary>A key in a list.</summary>
internal sealed record ApiKeyResponse(
    [property: JsonPropertyName("key_id")] string KeyId,
    [property: JsonPropertyName("key_prefix")] string KeyPrefix,
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("scopes")] string Scopes,
    [property: JsonPropertyName("monthly_cap_cents")] int? MonthlyCapCents,
    [property: JsonPropertyName("revoked_at")] string? RevokedAt,
    [property: JsonPropertyName("expires_at")] string? ExpiresAt,
    [property: JsonPropertyName("created_at")] string CreatedAt,
    [property: JsonPropertyName("last_used_at")] string? LastUsedAt)
{
    public static ApiKeyResponse From(ApiKey key) => new(
        key.KeyId,
        key.Prefix,
        key.Name,
        key.Scope.Wire(),
        key.MonthlyCapCents,
        Instants.Text(key.RevokedAt),
        Instants.Text(key.ExpiresAt),
        Instants.Text(key.CreatedAt),
        Instants.Text(key.LastUsedAt));
}

/// <summary>The cap of a key.</summary>
internal sealed record CapResponse(
    [property: JsonPropertyName("ok")] bool Ok,
    [property: JsonPropertyName("key_id")] string KeyId,
    [property: JsonPropertyName("monthly_cap_cents")] int? MonthlyCapCents);

/// <summary>A revoked key.</summary>
internal sealed record RevokedKeyResponse(
    [property: JsonPropertyName("ok")] bool Ok,
    [property: JsonPropertyName("key_id")] string KeyId,
    [property: JsonPropertyName("revoked_at")] string RevokedAt);

/// <summary>GET /me for a key.</summary>
internal sealed record KeyMeResponse(
    [property: JsonPropertyName("key_id")] string KeyId,
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("scopes")] string Scopes,
    [property: JsonPropertyName("key_prefix")] string KeyPrefix,
    [property: JsonPropertyName("tier")] string Tier,
    [property: JsonPropertyName("email"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email)
{
    public static KeyMeResponse From(ApiKey key, Account account) => new(
        key.KeyId,
        key.Name,
        key.Scope.Wire(),
        key.Prefix,
        account.Tier.Wire(),
        account.Email.Length == 0 ? null : account.Email);
}

/// <summary>Source-generated JSON of the key answers.</summary>
[JsonSerializable(typeof(NewApiKeyResponse))]
[JsonSerializable(typeof(IReadOnlyList<ApiKeyResponse>))]
[JsonSerializable(typeof(CapResponse))]
[JsonSerializable(typeof(RevokedKeyResponse))]
[JsonSerializable(typeof(KeyMeResponse))]
internal sealed partial class ApiKeyJson : JsonSerializerContext;
