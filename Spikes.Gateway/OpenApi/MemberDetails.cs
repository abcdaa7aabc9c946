using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using static Spikes.Gateway.OpenApi.Shape;

namespace Spikes.Gateway.OpenApi;

/// <summary>Adds what the types of the records cannot say: formats, limits and choices of their members.</summary>
internal sealed class MemberDetails : IOpenApiSchemaTransformer
{
    private static readonly Dictionary<string, OpenApiSchema> ByName = new(StringComparer.Ordinal)
    {
        ["created_at"] = Text(format: "date-time"),
        ["email"] = Text(max: 320, min: 3, format: "email"),
        ["api_key"] = Text(pattern: "^sk_spikes_[0-9a-f]{64}$"),
        ["key_id"] = Text(pattern: "^key_[0-9a-f]{16}$"),
        ["key_prefix"] = Text(pattern: "^[0-9a-f]{8}$").About("The first digits of the key."),
        ["scopes"] = Choice("full", "read", "write"),
        ["monthly_cap_cents"] = Whole(min: 0).About("Null for none."),
        ["expires_at"] = Text(format: "date-time").About("Null for never."),
        ["revoked_at"] = Text(format: "date-time").About("Null while it is valid."),
        ["last_used_at"] = Text(format: "date-time").About("Up to a minute late; null for never."),
        ["ApiKeyRequest.name"] = Text(max: 100),
        ["ApiKeyRequest.expires_at"] = Text(max: 64).About("An ISO 8601 date, with or without a time; null for never."),
        ["login_token"] = Text(min: 1),
        ["token"] = Text(pattern: "^[A-Za-z0-9_-]{43}$"),
        ["tier"] = Choice("free", "pro", "agent", "grace"),
        ["share_id"] = Text(format: "uuid"),
        ["slug"] = ShareSchemas.Slug(),
        ["webhook_secret"] = Text(pattern: "^[0-9a-f]{64}$").About("Signs the calls of the webhook; only with one, and shown this once."),
        ["url"] = Text(format: "uri"),
        ["openapi"] = Text(format: "uri"),
        ["status"] = Choice("ok"),
        ["service"] = Choice("spikes"),
        ["spike_count"] = Whole(min: 0),
        ["resolved_at"] = Text(max: 64, min: 1).About("ISO 8601."),
        ["resolvedAt"] = Text(max: 64, min: 1).About("The same as `resolved_at`."),
        ["ShareRow.id"] = Text(format: "uuid"),
        ["ProjectRequest.key"] = Text(max: 200, min: 1).About("Without control characters."),
        ["allowed_origins"] = new() { MaxItems = 50, Description = "Each `http(s)://host[:port]` or `null`; empty lets every origin pass." },
        ["last_activity"] = Text(format: "date-time").About("When the newest spike was received; null without spikes."),
        ["Pagination.page"] = Whole(min: 1),
        ["Pagination.per_page"] = Whole(min: 1),
        ["Pagination.total"] = Whole(min: 0),
        ["Pagination.total_pages"] = Whole(min: 0),
        ["ProjectResponse.id"] = Text(format: "uuid"),
        ["RegisteredProject.id"] = Text(format: "uuid"),
        ["ProjectRow.id"] = Text(format: "uuid"),
        ["UserResponse.id"] = Text(format: "uuid"),
        ["SpikeDone.id"] = Text(max: 64, min: 4).About("The full id of the spike."),
        ["ResolvedResponse.id"] = Text(max: 64, min: 4).About("The full id of the spike."),
    };

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is not { } member)
            return Task.CompletedTask;
        var isKnown = ByName.TryGetValue(member.DeclaringType.Name + "." + member.Name, out var details)
            || ByName.TryGetValue(member.Name, out details);
        if (isKnown)
            Apply(details!, schema);
        return Task.CompletedTask;
    }

    private static void Apply(OpenApiSchema details, OpenApiSchema schema)
    {
        schema.Format ??= details.Format;
        schema.Pattern ??= details.Pattern;
        schema.MinLength ??= details.MinLength;
        schema.MaxLength ??= details.MaxLength;
        schema.Minimum ??= details.Minimum;
        schema.MaxItems ??= details.MaxItems;
        schema.Enum ??= details.Enum is null ? null : [.. details.Enum];
        schema.Description ??= details.Description;
    }
}
