using System.Text.Json.Serialization;

namespace Spikes.Gateway.Spikes;

/// <summary>The answer to a stored or deleted spike.</summary>
internal sealed record SpikeDone([property: JsonPropertyName("ok")] bool Ok, [property: JsonPropertyName("id")] string Id);

/// <summary>The body of a PATCH.</summary>
internal sealed record ResolveRequest([property: JsonPropertyName("resolved")] bool Resolved);

/// <summary>The answer to a PATCH; the time stands under both names that clients read.</summary>
internal sealed record ResolvedResponse(
    [property: JsonPropertyName("ok")] bool Ok,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("resolved")] bool Resolved,
    [property: JsonPropertyName("resolved_at")] string? ResolvedAtEnvelope,
    [property: JsonPropertyName("resolvedAt")] string? ResolvedAt);

/// <summary>Source-generated JSON of the spike answers.</summary>
[JsonSerializable(typeof(SpikeDone))]
[JsonSerializable(typeof(ResolvedResponse))]
internal sealed partial class SpikeJson : JsonSerializerContext;
