using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.OpenApi;

/// <summary>Completes an operation from the metadata of its route: parameters, body, answers, refusals, credentials.</summary>
internal sealed class OperationDescription : IOpenApiOperationTransformer
{
    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var path = "/" + context.Description.RelativePath;
        operation.OperationId = OperationNames.Of(context.Description.HttpMethod ?? "", path);
        AddParameters(operation, path, metadata);
        await AddBodyAsync(operation, context, metadata, cancellationToken);
        foreach (var answer in metadata.OfType<AnswerMetadata>())
            AddAnswer(operation, answer);
        AddValidators(operation);
        AddRefusals(operation, metadata.OfType<RefusalMetadata>().SelectMany(refusal => refusal.Codes));
        OperationSecurity.Add(operation, context.Document!, metadata);
    }

    /// <summary>The refusals that are declared, and the one that stands for what every route may answer.</summary>
    public static void AddRefusals(OpenApiOperation operation, IEnumerable<ErrorCode> codes)
    {
        var all = (operation.Responses ?? []).Concat(ErrorResponses.For(codes));
        operation.Responses = [];
        foreach (var (status, response) in all.OrderBy(response => response.Key, StringComparer.Ordinal))
            operation.Responses[status] = response;
        operation.Responses["default"] = new OpenApiResponseReference(ErrorResponses.AnyOther);
    }

    private static void AddParameters(OpenApiOperation operation, string path, IEnumerable<object> metadata)
    {
        List<IOpenApiParameter> parameters = [.. metadata.OfType<ParameterMetadata>().SelectMany(declared => declared.Parameters)];
        // Handlers read the raw path themselves, so the framework knows of no path parameter.
        foreach (var name in OperationNames.PathParameters(path).Where(name => !parameters.Exists(known => known.Name == name)))
            parameters.Insert(0, ApiParameters.InPath(name, Shape.Text()));
        if (parameters.Count > 0)
            operation.Parameters = parameters;
    }

    private static async Task AddBodyAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata, CancellationToken cancellationToken)
    {
        if (metadata.OfType<BodyMetadata>().LastOrDefault() is { } named)
        {
            operation.RequestBody = Body(named.ContentType, Shape.Named(named.Schema));
        }
        else if (metadata.OfType<RequestBodyMetadata>().LastOrDefault() is { } typed)
        {
            var schema = await context.GetOrCreateSchemaAsync(typed.Type, null, cancellationToken);
            context.Document!.AddComponent<IOpenApiSchema>(typed.Type.Name, schema);
            operation.RequestBody = Body(typed.ContentType, Shape.Named(typed.Type.Name));
        }
    }

    private static OpenApiRequestBody Body(string contentType, IOpenApiSchema schema) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [contentType] = Media(contentType, schema) },
    };

    private static OpenApiMediaType Media(string contentType, IOpenApiSchema schema)
    {
        var media = new OpenApiMediaType { Schema = schema };
        if (contentType == MediaTypeNames.Multipart.FormData)
            media.Encoding = new Dictionary<string, OpenApiEncoding>(StringComparer.Ordinal)
            {
                ["metadata"] = new() { ContentType = MediaTypeNames.Application.Json },
            };
        return media;
    }

    private static void AddAnswer(OpenApiOperation operation, AnswerMetadata answer)
    {
        operation.Responses ??= [];
        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        if (answer.Schema is not null)
            operation.Responses[status] = ErrorResponses.Of(answer.Description, Shape.Named(answer.Schema));
        else if (operation.Responses.TryGetValue(status, out var declared))
            declared.Description = answer.Description;
    }

    // A route that can answer 304 has an entity tag; it says so nowhere else.
    private static void AddValidators(OpenApiOperation operation)
    {
        var unchanged = StatusCodes.Status304NotModified.ToString(CultureInfo.InvariantCulture);
        if (operation.Responses?.ContainsKey(unchanged) != true)
            return;
        foreach (var response in operation.Responses.Values.OfType<OpenApiResponse>())
            response.AddETag();
        operation.Parameters = [.. operation.Parameters ?? [], ResponseHeaders.IfNoneMatch()];
    }
}
