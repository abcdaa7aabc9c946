using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Spikes.FakeStripe;

/// <summary>The smallest page that a person can use.</summary>
internal static class Page
{
    public static IResult NotFound { get; } = Results.Text("There is no such session any more.", "text/plain", Encoding.UTF8, StatusCodes.Status404NotFound);

    public static IResult Of(string title, string content) => Results.Text(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><title>{title}: no real money</title></head>
        <body><main><h1>{title}</h1><p>This plays Stripe. Nothing is paid.</p>{content}</main></body>
        </html>
        """,
        "text/html",
        Encoding.UTF8);

    /// <summary>Sends the browser on after a form.</summary>
    public static IResult Leave(string url) => new SeeOther(url);

    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "a new customer");

    public static string Button(string action, string label) =>
        $"<form method=\"post\"><button name=\"action\" value=\"{action}\">{label}</button></form>";

    public static string Link(string url, string label) => $"<p><a href=\"{Text(url)}\">{label}</a></p>";

    private sealed class SeeOther(string url) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = url;
            return Task.CompletedTask;
        }
    }
}
