using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;
using Spikes.Grains.Interfaces.Outcomes;

namespace Spikes.Gateway.Health;

/// <summary>What a probe answers.</summary>
internal sealed record HealthResponse(
    [property: JsonPropertyName("status")] string Status, [property: JsonPropertyName("service")] string Service);

/// <summary>What the root answers.</summary>
internal sealed record ServiceResponse(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("service")] string Service,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("openapi")] string OpenApi);

/// <summary>Source-generated JSON of probes and root.</summary>
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ServiceResponse))]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary>Probes and the service description (contract section 2.9).</summary>
internal static class HealthEndpoints
{
    private const string Name = "spikes";

    private static readonly HealthResponse Ok = new("ok", Name);

    private static readonly string Version =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("").WithTags("Service");
        health.MapMethods("/health", HttpVerbs.Get, Live).WithSummary("Whether the process runs").Produces<HealthResponse>();
        health.MapMethods("/health/live", HttpVerbs.Get, Live).WithSummary("Whether the process runs").Produces<HealthResponse>();
        health.MapMethods("/health/ready", HttpVerbs.Get, Ready).WithSummary("Whether storage and cluster answer")
            .Produces<HealthResponse>().Refuses(ErrorCode.Unavailable);
    }

    /// <summary>For nodes that serve the whole contract: the answer names the rest of it.</summary>
    public static void MapServiceDescription(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/", HttpVerbs.Get, Describe).WithTags("Service").WithSummary("What this is").Produces<ServiceResponse>();

    private static IResult Live() => JsonAnswer.Ok(Ok, HealthJson.Default.HealthResponse);

    private static async Task<IResult> Ready(HttpContext context, Readiness readiness) =>
        await readiness.IsReadyAsync(context.RequestAborted)
            ? JsonAnswer.Ok(Ok, HealthJson.Default.HealthResponse)
            : ErrorResult.From(Refusal.Unavailable);

    private static IResult Describe(PublicUrls urls) => JsonAnswer.Ok(
        new ServiceResponse("ok", Name, Version, urls.Public + "/openapi/v1.json"), HealthJson.Default.ServiceResponse);
}
