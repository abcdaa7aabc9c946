using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Spikes.Gateway.Pages;

/// <summary>The captured mails for people.</summary>
internal sealed class DevMailPage(IReadOnlyList<CapturedMail> mails) : IResult
{
    public static IResult Style { get; } = Results.Text(PageFiles.Read("dev-mail.css"), "text/css");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        PageRules.SetHeaders(httpContext.Response);
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        await httpContext.Response.WriteAsync(Html(), httpContext.RequestAborted);
    }

    private string Html()
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Captured mail - Spikes</title>")
            .Append("<link rel=\"stylesheet\" href=\"").Append(DevMailEndpoints.StylePath).Append("\"></head><body><main>")
            .Append("<h1>Captured mail</h1><p class=\"lead\">This server keeps its mails on this machine and sends none.</p>");
        if (mails.Count == 0)
            page.Append("<p class=\"empty\">No mail yet. Sign in with <code>POST /auth/login</code>, then load this page again.</p>");
        foreach (var mail in mails)
            Append(page, mail);
        return page.Append("</main></body></html>").ToString();
    }

    private static void Append(StringBuilder page, CapturedMail mail)
    {
        var encoder = HtmlEncoder.Default;
        page.Append("<article><h2>").Append(encoder.Encode(mail.Subject)).Append("</h2><p class=\"meta\">To ")
            .Append(encoder.Encode(mail.To)).Append(" · ").Append(mail.CreatedAt.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture))
            .Append(" · <a href=\"/dev/mail/").Append(UrlEncoder.Default.Encode(mail.Id)).Append("\">raw message</a></p><pre>")
            .Append(encoder.Encode(mail.Text)).Append("</pre></article>");
    }
}
