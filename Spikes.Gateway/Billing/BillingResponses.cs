using System.Text.Json.Serialization;

namespace Spikes.Gateway.Billing;

/// <summary>Where to pay; a null address never comes without a message.</summary>
internal sealed record CheckoutResponse([property: JsonPropertyName("url")] string? Url)
{
    [JsonPropertyName("message"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }
}

/// <summary>Where to change or end what is paid for.</summary>
internal sealed record PortalResponse([property: JsonPropertyName("url")] string Url);

/// <summary>What is read of every event; what it is about is in <c>data.object</c>.</summary>
internal sealed record StripeEventRequest(
    [property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("type")] string Type);

/// <summary>The answer to an event.</summary>
internal sealed record ReceivedResponse([property: JsonPropertyName("received")] bool Received);

/// <summary>Source-generated JSON of the billing answers.</summary>
[JsonSerializable(typeof(CheckoutResponse))]
[JsonSerializable(typeof(PortalResponse))]
[JsonSerializable(typeof(ReceivedResponse))]
internal sealed partial class BillingJson : JsonSerializerContext;
