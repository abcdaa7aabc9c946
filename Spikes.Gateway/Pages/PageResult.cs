using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Spikes.Gateway.Pages;

/// <summary>Answers a page for browsers.</summary>
internal sealed class PageResult : IResult
{
    private readonly Type _page;
    private readonly Dictionary<string, object?> _parameters;

    private PageResult(Type page, int status, IEnumerable<(string Name, object? Value)> parameters)
    {
        _page = page;
        Status = status;
        _parameters = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal);
    }

    public int Status { get; }

    public int? RetryAfterSeconds { get; init; }

    /// <summary>Whether it stands under <c>/s/</c>, where other headers are set.</summary>
    private bool IsUnderShare { get; init; }

    /// <summary>A page made by a component.</summary>
    public static PageResult Of<TPage>(int status, params IEnumerable<(string Name, object? Value)> parameters)
        where TPage : IComponent => new(typeof(TPage), status, parameters);

    /// <summary>A page in place of a shared file.</summary>
    public static PageResult UnderShare<TPage>(
        int status, int? retryAfterSeconds = null, params IEnumerable<(string Name, object? Value)> parameters)
        where TPage : IComponent => new(typeof(TPage), status, parameters) { RetryAfterSeconds = retryAfterSeconds, IsUnderShare = true };

    /// <summary>A page that says how something ended.</summary>
    public static PageResult Notice(string title, PageLink? link, params IReadOnlyList<string> text) => Of<NoticePage>(
        StatusCodes.Status200OK, (nameof(NoticePage.Title), title), (nameof(NoticePage.Text), text), (nameof(NoticePage.Link), link));

    /// <summary>A page that says why something did not work.</summary>
    public static PageResult Fault(int status, string title, PageLink? link, IReadOnlyList<string> text, int? retryAfterSeconds = null)
    {
        (string, object?)[] parameters =
        [
            (nameof(NoticePage.Title), title), (nameof(NoticePage.Text), text), (nameof(NoticePage.Link), link), (nameof(NoticePage.IsFault), true),
        ];
        return new(typeof(NoticePage), status, parameters) { RetryAfterSeconds = retryAfterSeconds };
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var html = Encoding.UTF8.GetBytes(await RenderAsync(httpContext.RequestServices));
        var response = httpContext.Response;
        if (!IsUnderShare)
            PageRules.SetHeaders(response);
        response.Headers.Remove("Pragma");
        if (RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = html.Length;
        await response.Body.WriteAsync(html, httpContext.RequestAborted);
    }

    private async Task<string> RenderAsync(IServiceProvider services)
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(_page, ParameterView.FromDictionary(_parameters))).ToHtmlString());
    }
}
