using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Spikes.Gateway.Options;

namespace Spikes.Gateway.OpenApi;

/// <summary>
/// The page at <c>/docs</c>. Not the package's own route: that redirects to a trailing slash, which this service takes away again. The
/// policy keeps the page from reaching anything but this service, whatever the script would like to.
/// </summary>
internal sealed class ReaderPage : IResult
{
    public static readonly ReaderPage Instance = new();

    private const string Settings = """
        {
          "url": "/openapi/v1.json",
          "withDefaultFonts": false,
          "telemetry": false,
          "agent": { "disabled": true },
          "mcp": { "disabled": true },
          "hideClientButton": true,
          "showDeveloperTools": "never",
          "orderSchemaPropertiesBy": "preserve",
          "orderRequiredPropertiesFirst": false,
          "authentication": { "preferredSecurityScheme": "bearer" },
          "defaultHttpClient": { "targetKey": "shell", "clientKey": "curl" }
        }
        """;

    private static readonly string Html = $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Spikes API</title>
          <link rel="icon" href="data:,">
        </head>
        <body>
          <noscript>This page needs JavaScript. The description itself is at <a href="{ApiDocument.Path}">{ApiDocument.Path}</a>.</noscript>
          <div id="api-reference" data-configuration="{HtmlEncoder.Default.Encode(Settings)}"></div>
          <script src="/docs/scalar.js"></script>
        </body>
        </html>
        """;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var urls = httpContext.RequestServices.GetRequiredService<PublicUrls>();
        var response = httpContext.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; "
            + $"connect-src 'self' {urls.Public}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return response.WriteAsync(Html, httpContext.RequestAborted);
    }
}
