using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace Spikes.Testing;

/// <summary>A person's browser without a screen: keeps cookies, reads pages, presses buttons. It follows no redirect.</summary>
public sealed class PageVisitor(SpikesApp app)
{
    /// <summary>The session cookie of a server that browsers reach by http.</summary>
    public const string SessionCookie = "spikes_session";

    private static readonly HtmlParser Parser = new();

    /// <summary>What the browser keeps; a test may change it.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    public SpikesApp App => app;

    /// <summary>Opens a page.</summary>
    public Task<VisitedPage> OpenAsync(string path, Action<HttpRequestHeaders>? headers = null) => SendAsync(HttpMethod.Get, path, null, headers);

    public async Task<VisitedPage> SendAsync(HttpMethod method, string path, HttpContent? body = null, Action<HttpRequestHeaders>? headers = null)
    {
        var answer = await app.SendAsync(method, path, body: body, headers: h =>
        {
            if (Cookies.Count > 0)
                h.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            headers?.Invoke(h);
        });
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
            Keep(cookies);
        return new VisitedPage(answer, Parser.ParseDocument(answer.Body));
    }

    /// <summary>Fills in the one form of a page and presses a button of it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="fields">What a person types, or in place of a hidden value; null takes a field away.</param>
    /// <param name="button">The value of the button, when it has one.</param>
    /// <param name="headers">Sent beside what the browser sends.</param>
    /// <param name="action">Where the form leads, on pages with several; of equal ones the first.</param>
    public Task<VisitedPage> SubmitAsync(
        VisitedPage page, Dictionary<string, string?>? fields = null, string? button = null, Action<HttpRequestHeaders>? headers = null,
        string? action = null)
    {
        var form = action is null ? page.Form : page.Document.QuerySelectorAll("form").First(one => one.GetAttribute("action") == action);
        var values = form.QuerySelectorAll<IHtmlInputElement>("input").ToDictionary(input => input.Name!, string? (input) => input.Value);
        if (button is not null)
            values[form.QuerySelectorAll<IHtmlButtonElement>("button").Single(b => b.Value == button).Name!] = button;
        foreach (var (name, value) in fields ?? [])
            values[name] = value;
        var sent = values.Where(value => value.Value is not null).Select(value => KeyValuePair.Create(value.Key, value.Value!));
        return SendAsync(HttpMethod.Post, form.GetAttribute("action")!, new FormUrlEncodedContent(sent), headers);
    }

    /// <summary>Signs the browser in by a link that the dashboard mails.</summary>
    public async Task<string> SignInAsync(string? email = null)
    {
        email ??= SpikesApp.NewEmail();
        var mailed = await SubmitAsync(await OpenAsync("/dashboard"), new() { ["email"] = email });
        Assert.Equal(200, mailed.Status);
        var landing = await OpenAsync("/auth/verify?token=" + await app.ReadNextLoginTokenAsync(email));
        Assert.Equal("/dashboard", (await SubmitAsync(landing)).RedirectsTo());
        return email;
    }

    private void Keep(IEnumerable<string> cookies)
    {
        foreach (var cookie in cookies)
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            if (cookie.Contains("max-age=0", StringComparison.OrdinalIgnoreCase))
                Cookies.Remove(pair[0]);
            else
                Cookies[pair[0]] = pair[1];
        }
    }
}

/// <summary>A page as it came.</summary>
public sealed record VisitedPage(Answer Answer, IHtmlDocument Document)
{
    public int Status => Answer.Status;

    /// <summary>The words that a person sees.</summary>
    public string Text => string.Join(' ', Document.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The heading.</summary>
    public string Heading => Document.QuerySelector("h1")?.TextContent ?? "";

    public IElement Form => Document.QuerySelectorAll("form").Single();

    /// <summary>Asserts a page of this status with the headers of every page (contract section 2.9).</summary>
    public VisitedPage Is(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Answer.Body}");
        Assert.Equal("text/html; charset=utf-8", Answer.Header("Content-Type"));
        HasPageHeaders();
        return this;
    }

    /// <summary>Asserts a redirect after a form and gives its target.</summary>
    public string RedirectsTo()
    {
        Assert.True(Status == 303, $"expected 303, got {Status}: {Answer.Body}");
        HasPageHeaders();
        return Answer.Header("Location")!;
    }

    private void HasPageHeaders()
    {
        Assert.Equal("DENY", Answer.Header("X-Frame-Options"));
        Assert.Equal("default-src 'self'; frame-ancestors 'none'", Answer.Header("Content-Security-Policy"));
        Assert.Equal("same-origin", Answer.Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("no-store", Answer.Header("Cache-Control"));
        Assert.Equal("no-referrer", Answer.Header("Referrer-Policy"));
        Assert.Equal("nosniff", Answer.Header("X-Content-Type-Options"));
        Assert.Null(Answer.Header("Access-Control-Allow-Origin"));
        Assert.Null(Answer.Header("Pragma"));
    }
}
