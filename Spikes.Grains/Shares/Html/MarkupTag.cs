using AngleSharp.Html.Parser;

namespace Spikes.Grains.Shares.Html;

/// <summary>A tag or doctype.</summary>
/// <param name="Type">Start tag, end tag or doctype.</param>
/// <param name="Name">Its name in lower case.</param>
/// <param name="Start">The character number of its <c>&lt;</c>.</param>
/// <param name="End">The character number after its <c>&gt;</c>.</param>
/// <param name="Source">The <c>src</c> of a script, else null.</param>
/// <param name="IsForeign">True inside SVG and MathML, where it is no HTML element.</param>
internal readonly record struct MarkupTag(HtmlTokenType Type, string Name, long Start, long End, string? Source, bool IsForeign)
{
    internal bool Is(HtmlTokenType type, string name) => Type == type && Name == name;
}
