using AngleSharp.Html.Parser;
using Spikes.Grains.Interfaces.Shares;

namespace Spikes.Grains.Shares.Html;

/// <summary>Finds where markup goes into an HTML file (contract section 5.5). The bytes stay as they are; no document is built.</summary>
internal sealed class HtmlPlaceFinder
{
    private long? _afterHead;
    private long? _afterHtml;
    private long? _afterDoctype;
    private long? _beforeBodyEnd;
    private int _openTemplates;
    private bool _hasBase;
    private bool _hasWidget;

    private HtmlPlaceFinder()
    {
    }

    /// <summary>Never throws for any content: what is not found falls back to the start and the end of the file.</summary>
    internal static async ValueTask<HtmlPlaces> FindAsync(long length, ReadBytes read, int firstWindow = TagReader.FirstWindow)
    {
        var text = await MarkupText.OpenAsync(length, read);
        var finder = new HtmlPlaceFinder();
        using var tags = new TagReader(text, firstWindow);
        while (await tags.ReadAsync() is { } tag) finder.Look(tag);

        // Behind a token that is too long there may be another </body>.
        if (tags.HasGivenUp) finder._beforeBodyEnd = null;
        return finder.Describe(text, length);
    }

    private void Look(MarkupTag tag)
    {
        if (tag.Type == HtmlTokenType.Doctype) _afterDoctype ??= tag.End;
        else if (tag.Is(HtmlTokenType.StartTag, "html")) _afterHtml ??= tag.End;
        else if (tag.Is(HtmlTokenType.StartTag, "head")) _afterHead ??= tag.End;
        else if (tag.Is(HtmlTokenType.EndTag, "body")) _beforeBodyEnd = tag.Start;
        else if (tag.Is(HtmlTokenType.StartTag, "template")) _openTemplates++;
        else if (tag.Is(HtmlTokenType.EndTag, "template")) _openTemplates = Math.Max(0, _openTemplates - 1);

        // What stands in a template, or in a drawing, has no effect in the page.
        if (_openTemplates > 0 || tag.IsForeign) return;

        _hasBase |= tag.Is(HtmlTokenType.StartTag, "base");
        _hasWidget |= tag.Source is { } source && IsWidget(source);
    }

    private HtmlPlaces Describe(MarkupText text, long length)
    {
        var body = _beforeBodyEnd is { } index ? text.OffsetOf(index) : length;

        // In an odd file the head may come after the end of the body.
        var head = Math.Min(text.OffsetOf(_afterHead ?? _afterHtml ?? _afterDoctype ?? 0), body);
        return new HtmlPlaces(head, body, _hasBase, _hasWidget, text.Encoding);
    }

    private static bool IsWidget(string source)
    {
        var pathEnd = source.AsSpan().IndexOfAny('?', '#');
        var path = (pathEnd < 0 ? source : source.AsSpan(0, pathEnd)).Trim();
        return path.EndsWith("/widget.js", StringComparison.Ordinal) || path.EndsWith("/spikes.js", StringComparison.Ordinal);
    }
}
