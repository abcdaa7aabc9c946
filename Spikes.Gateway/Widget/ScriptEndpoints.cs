using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Widget;

/// <summary>The widget at both its paths, and the storage shim (contract section 2.9).</summary>
internal static class ScriptEndpoints
{
    public static void MapScripts(this IEndpointRouteBuilder routes)
    {
        var scripts = routes.MapGroup("").WithTags("Scripts");
        scripts.MapMethods("/widget.js", HttpVerbs.Get, Widget).WithSummary("The widget").Serves();
        scripts.MapMethods("/spikes.js", HttpVerbs.Get, Widget).WithSummary("The widget, by its older name").Serves();
        scripts.MapMethods("/sandbox.js", HttpVerbs.Get, Sandbox).WithSummary("Storage for sandboxed pages").Serves();
    }

    private static Script Widget(Scripts scripts) => scripts.Widget;

    private static Script Sandbox(Scripts scripts) => scripts.Sandbox;

    private static void Serves(this RouteHandlerBuilder route) =>
        route.Produces<string>(StatusCodes.Status200OK, "text/javascript").Produces(StatusCodes.Status304NotModified);
}
