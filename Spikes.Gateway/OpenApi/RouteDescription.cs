using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace Spikes.Gateway.OpenApi;

/// <summary>An answer that no type describes.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Schema">The component that describes its body; null keeps the body that is declared.</param>
/// <param name="Description">When it comes.</param>
internal sealed record AnswerMetadata(int Status, string? Schema, string Description);

/// <summary>A request body that no type describes.</summary>
/// <param name="Schema">The component.</param>
/// <param name="ContentType">How it is sent.</param>
internal sealed record BodyMetadata(string Schema, string ContentType);

/// <summary>Parameters that a handler reads by hand.</summary>
internal sealed record ParameterMetadata(IReadOnlyList<OpenApiParameter> Parameters);

/// <summary>Marks a route that works with and without a credential.</summary>
internal sealed record OptionalCredential;

/// <summary>Tells the API description what handlers do by hand.</summary>
internal static class RouteDescription
{
    public static TBuilder Answers<TBuilder>(this TBuilder builder, int status, string? schema, string description)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AnswerMetadata(status, schema, description));

    public static TBuilder Reads<TBuilder>(this TBuilder builder, string schema, string contentType = "application/json")
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyMetadata(schema, contentType));

    public static TBuilder Takes<TBuilder>(this TBuilder builder, params IReadOnlyList<OpenApiParameter> parameters)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ParameterMetadata(parameters));

    public static TBuilder MayCarryCredential<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new OptionalCredential());
}
