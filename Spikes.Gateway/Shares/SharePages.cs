using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Shares;

internal sealed class SharePages
{
    private readonly ErrorResult _none = ErrorResult.NotFound();

    public Task HandleAsync(HttpContext context, string rawPath) => _none.ExecuteAsync(context);
}

internal static class ShareServices
{
    public static void AddShareServices(this IServiceCollection services) => services.AddSingleton<SharePages>();

    public static void MapShares(this IEndpointRouteBuilder routes) => _ = routes;
}
