using Microsoft.AspNetCore.Builder;

namespace Spikes.Gateway.Http;

/// <summary>
/// Tells the API description what a route reads. Not the framework's <c>Accepts</c>: that refuses other content types with 415, and
/// the contract ignores them.
/// </summary>
internal sealed record RequestBodyMetadata(Type Type, string ContentType);

/// <summary>Declares bodies on routes.</summary>
internal static class RequestBodyMetadataBuilder
{
    public static RouteHandlerBuilder TakesJson<TBody>(this RouteHandlerBuilder builder) =>
        builder.WithMetadata(new RequestBodyMetadata(typeof(TBody), "application/json"));
}
