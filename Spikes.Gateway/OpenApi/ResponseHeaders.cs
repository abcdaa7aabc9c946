using Microsoft.OpenApi;

namespace Spikes.Gateway.OpenApi;

/// <summary>Headers of described responses.</summary>
internal static class ResponseHeaders
{
    public static OpenApiResponse AddHeader(this OpenApiResponse response, string name, OpenApiSchema schema, string description)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        response.Headers[name] = new OpenApiHeader { Schema = schema, Description = description };
        return response;
    }

    public static OpenApiResponse AddETag(this OpenApiResponse response) =>
        response.AddHeader("ETag", Shape.Text(), "Strong; a request with it in `If-None-Match` is answered 304.");

    public static OpenApiParameter IfNoneMatch() => ApiParameters.Header("If-None-Match", "An `ETag` that is known.");
}
