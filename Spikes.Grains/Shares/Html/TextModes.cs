using AngleSharp.Html.Parser;

namespace Spikes.Grains.Shares.Html;

/// <summary>What a browser reads as text after a start tag, scripts being on; the tokenizer must be told.</summary>
internal static class TextModes
{
    internal static HtmlParseMode After(string startTag) => startTag switch
    {
        "script" => HtmlParseMode.Script,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" or "noscript" => HtmlParseMode.Rawtext,
        "title" or "textarea" => HtmlParseMode.RCData,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };
}
