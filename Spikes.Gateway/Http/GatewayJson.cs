using System.Text.Json.Serialization;

namespace Spikes.Gateway.Http;

/// <summary>Source-generated JSON of every body this Gateway writes. No naming policy: each record names its members.</summary>
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class GatewayJson : JsonSerializerContext;
