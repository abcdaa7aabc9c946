using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Http;
using Spikes.Gateway.Options;

namespace Spikes.Gateway.Pages;

/// <summary>What routes of pages have in common, stated once per group.</summary>
internal static class PageRoutes
{
    /// <summary>The most bytes of a form.</summary>
    private const int MaxFormBytes = 16 * 1024;

    /// <summary>Pages answer people only: what a script or another site asks for is refused before anything else looks at it.</summary>
    public static RouteGroupBuilder MapPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("");
        pages.ExcludeFromDescription();
        pages.AddEndpointFilter(async (call, next) =>
        {
            var context = call.HttpContext;
            if (!PageRules.IsNavigation(context.Request))
                return PageFaults.NotOpenedByAPerson;
            // Where browsers come by https, what reaches us from the proxy does too: its own step is not theirs.
            if (context.RequestServices.GetRequiredService<PublicUrls>().IsHttps)
                context.Request.IsHttps = true;
            var answer = await next(call);
            return answer is ErrorResult error ? PageFaults.Of(error) : answer;
        });
        return pages;
    }

    /// <summary>Takes a form that this browser was given; needs <see cref="MapPages"/>.</summary>
    public static TBuilder TakesForm<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(async (call, next) =>
        {
            var context = call.HttpContext;
            if (!PageRules.IsOwnSite(context.Request))
                return PageFaults.NotOpenedByAPerson;
            return await IsOwnFormAsync(context) ? await next(call) : PageFaults.StaleForm;
        });

    /// <summary>The value for a form of this browser.</summary>
    public static AntiforgeryTokenSet NewFormToken(this HttpContext context) =>
        context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);

    /// <summary>A field of the form, or an empty text.</summary>
    public static string Field(this HttpContext context, string name) => context.Request.Form[name] is [{ } value] ? value : "";

    private static async Task<bool> IsOwnFormAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxFormBytes;
        if (!context.Request.HasFormContentType)
            return false;
        try
        {
            await context.Request.ReadFormAsync(context.RequestAborted);
            if (await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
                return true;
            // While the key ring cannot be read every form looks foreign. Then this throws, and the answer is an outage.
            context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(PageRoutes)).Protect([]);
            return false;
        }
        catch (InvalidDataException)
        {
            // More fields, or longer ones, than a form of ours has.
            return false;
        }
    }
}
