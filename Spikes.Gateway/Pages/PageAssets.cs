using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Spikes.Gateway.Http;

namespace Spikes.Gateway.Pages;

/// <summary>What all pages load: one stylesheet and one icon, kept in the assembly.</summary>
internal static class PageAssets
{
    public const string StylePath = PagePaths.Dashboard + "/style.css";
    public const string IconPath = PagePaths.Dashboard + "/icon.svg";

    /// <summary>The stylesheet, for pages that load nothing.</summary>
    public static MarkupString Style { get; } = new(PageFiles.Read("pages.css"));

    /// <summary>The icon as an address that holds it.</summary>
    public static string IconData { get; } =
        "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(PageFiles.Read("icon.svg")));

    public static void MapPageAssets(this IEndpointRouteBuilder routes)
    {
        var assets = routes.MapGroup("");
        assets.ExcludeFromDescription();
        Map(assets, StylePath, "pages.css", "text/css; charset=utf-8");
        Map(assets, IconPath, "icon.svg", "image/svg+xml");
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string file, string contentType)
    {
        var bytes = Encoding.UTF8.GetBytes(PageFiles.Read(file));
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"");
        routes.MapMethods(path, HttpVerbs.Get, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=60, must-revalidate";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Bytes(bytes, contentType, entityTag: tag);
        });
    }
}
