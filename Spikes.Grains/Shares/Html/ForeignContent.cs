using System.Collections.Frozen;
using AngleSharp.Html.Parser;

namespace Spikes.Grains.Shares.Html;

/// <summary>
/// Follows SVG and MathML through a document, because they are read by other rules: CDATA sections are text, and style, title and
/// script are ordinary elements.
/// </summary>
internal sealed class ForeignContent
{
    private const int MaxDepth = 256;

    private static readonly FrozenSet<string> Roots = FrozenSet.Create(StringComparer.Ordinal, "svg", "math");

    /// <summary>Inside these the rules of HTML hold again.</summary>
    private static readonly FrozenSet<string> Islands = FrozenSet.Create(
        StringComparer.Ordinal, "foreignobject", "desc", "title", "annotation-xml", "mi", "mo", "mn", "ms", "mtext");

    /// <summary>Elements of HTML that end the foreign content around them.</summary>
    private static readonly FrozenSet<string> Breakouts = FrozenSet.Create(
        StringComparer.Ordinal, "b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1",
        "h2", "h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre", "ruby", "s",
        "small", "span", "strike", "strong", "sub", "sup", "table", "tt", "u", "ul", "var");

    private readonly Stack<string> _open = new();

    internal bool IsInside => _open.TryPeek(out var name) && Roots.Contains(name);

    internal void Follow(HtmlTokenType type, string name, bool isSelfClosing)
    {
        if (type == HtmlTokenType.EndTag) Leave(name);
        else if (IsInside && Breakouts.Contains(name)) BreakOut();
        else if (!isSelfClosing && (Roots.Contains(name) || (IsInside && Islands.Contains(name)))) Enter(name);
    }

    private void Enter(string name)
    {
        if (_open.Count < MaxDepth) _open.Push(name);
    }

    private void Leave(string name)
    {
        if (!_open.Contains(name)) return;
        while (_open.Pop() != name)
        {
        }
    }

    private void BreakOut()
    {
        while (IsInside) _open.Pop();
    }
}
