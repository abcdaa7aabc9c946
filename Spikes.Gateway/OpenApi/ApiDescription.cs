using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Spikes.Gateway.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and its reader at <c>/docs</c>.</summary>
internal static class ApiDescription
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services;

    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
    }
}
