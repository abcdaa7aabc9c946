using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Spikes.Browser.Tests;

/// <summary>One person's browser: its page, its widget, what it posted and what went wrong.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<IRequest> _posts = new();

    public Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        Widget = new(page);
        page.Console += (_, message) => Note(message.Type == "error", "console: " + message.Text);
        page.PageError += (_, error) => Note(true, "error: " + error);
        page.RequestFailed += (_, request) => Note(true, $"request: {request.Url} {request.Failure}");
        page.Response += (_, response) => Note(response.Status >= 400, $"response: {response.Status} {response.Url}");
        page.Request += (_, request) => KeepPost(request);
    }

    public IPage Page { get; }

    public WidgetPanel Widget { get; }

    /// <summary>The newest request of the widget.</summary>
    public IRequest LastPost => _posts.Last();

    /// <summary>The body of the newest request of the widget.</summary>
    public JsonObject LastBody => JsonNode.Parse(LastPost.PostData!)!.AsObject();

    public Task<IPage> NewPageAsync() => _context.NewPageAsync();

    /// <summary>What went wrong so far.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Everything loaded, and the console holds no error.</summary>
    public void IsFaultless() => Assert.Empty(_faults);

    /// <summary>A selector finds this element and no other.</summary>
    public async Task SelectsOnlyAsync(string selector, ILocator element)
    {
        Assert.Equal(1, await Page.EvaluateAsync<int>("selector => document.querySelectorAll(selector).length", selector));
        var isFound = await element.EvaluateAsync<bool>("(element, selector) => document.querySelector(selector) === element", selector);
        Assert.True(isFound, selector);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Note(bool isFault, string text)
    {
        if (isFault)
            _faults.Enqueue(text);
    }

    private void KeepPost(IRequest request)
    {
        if (request.Method == "POST")
            _posts.Enqueue(request);
    }
}
