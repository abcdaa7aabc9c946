using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and its reader at <c>/docs</c>.</summary>
internal static class ApiDescription
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        services.AddSingleton<ApiDocument>();
        // No route writes with these options; the description reads them, and would else say that numbers may be strings.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        return services.AddOpenApi(ApiDocument.Name, options =>
        {
            options.ShouldInclude = route => !HttpMethods.IsHead(route.HttpMethod ?? "");
            options.AddSchemaTransformer<MemberDetails>();
            options.AddOperationTransformer<OperationDescription>();
            options.AddDocumentTransformer<DocumentDescription>();
        });
    }

    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(ApiDocument.Path, HttpVerbs.Get, Document).WithTags("Service").WithSummary("This document")
            .Answers(StatusCodes.Status200OK, ApiDocument.Schema, "An OpenAPI 3.1 document.");
        var reader = routes.MapGroup("/docs").ExcludeFromDescription();
        reader.MapMethods("", HttpVerbs.Get, () => ReaderPage.Instance);
        reader.MapMethods("/scalar.js", HttpVerbs.Get, () => ReaderScript.Instance);
    }

    // Not the framework's route: that answers no HEAD and builds the document anew for each request.
    private static async Task Document(HttpContext context, ApiDocument document) =>
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, await document.ReadAsync());
}
