using AngleSharp.Common;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;

namespace Spikes.Grains.Shares.Html;

/// <summary>
/// Reads the tags of a file one after the other with AngleSharp's tokenizer, which wants its text whole. So it gets the file in windows:
/// a token that touches the end of a window is read again at the start of the next. Memory is bounded by the longest token, and that by
/// <see cref="MaxWindow"/>.
/// </summary>
internal sealed class TagReader : IDisposable
{
    /// <summary>The window to begin with, in characters; it grows with the longest token.</summary>
    internal const int FirstWindow = 128 * 1024;

    private const int Growth = 4;

    /// <summary>The longest tag, comment or script, in characters. At a longer one the reading ends.</summary>
    internal const int MaxWindow = 8 * 1024 * 1024;

    private static readonly StringOrMemory SourceAttribute = new("src");

    private readonly MarkupText _text;
    private readonly ForeignContent _foreign = new();
    private HtmlTokenizer? _openTokenizer;
    private char[] _window;
    private long _windowStart;
    private int _windowLength;
    private int _primedLength;
    private string _lastStartTag = "";

    internal TagReader(MarkupText text, int firstWindow)
    {
        _text = text;
        _window = new char[Math.Min(firstWindow, text.Length)];
    }

    /// <summary>True when a token was too long: what follows it is unknown.</summary>
    internal bool HasGivenUp { get; private set; }

    private HtmlTokenizer Tokenizer => _openTokenizer!;

    private long Here => _windowStart + Tokenizer.InsertionPoint - _primedLength;

    private bool TouchesWindowEnd =>
        Tokenizer.InsertionPoint >= _windowLength && _windowStart + _windowLength - _primedLength < _text.Length;

    public void Dispose() => _openTokenizer?.Dispose();

    /// <summary>The next tag or doctype; null at the end.</summary>
    internal async ValueTask<MarkupTag?> ReadAsync()
    {
        if (_openTokenizer is null) await OpenWindowAsync(0, HtmlParseMode.PCData);

        // After <plaintext> everything is text.
        while (Tokenizer.State != HtmlParseMode.Plaintext)
        {
            var state = Tokenizer.State;
            var start = Here;
            var type = Advance(start, out var tag);
            if (TouchesWindowEnd)
            {
                if (WindowAfter(start, state, type) is not { } next) return null;
                await OpenWindowAsync(next, state);
            }
            else if (type == HtmlTokenType.EndOfFile)
            {
                return null;
            }
            else if (tag is not null)
            {
                return tag;
            }
        }

        return null;
    }

    private HtmlTokenType Advance(long start, out MarkupTag? tag)
    {
        tag = null;
        Tokenizer.IsAcceptingCharacterData = _foreign.IsInside;
        ref var token = ref Tokenizer.GetStructToken();
        var type = token.Type;
        if (TouchesWindowEnd || type is not (HtmlTokenType.StartTag or HtmlTokenType.EndTag or HtmlTokenType.Doctype)) return type;

        var found = Describe(ref token, start);
        if (type != HtmlTokenType.Doctype) Follow(found, type == HtmlTokenType.StartTag && token.IsSelfClosing);
        tag = found;
        return type;
    }

    private MarkupTag Describe(ref StructHtmlToken token, long start)
    {
        var isScript = token.Type == HtmlTokenType.StartTag && token.Name.Memory.Span is "script";
        var name = token.Name.ToString();
        return new MarkupTag(token.Type, name, start, Here, isScript ? token.GetAttribute(SourceAttribute).ToString() : null, _foreign.IsInside);
    }

    private void Follow(MarkupTag tag, bool isSelfClosing)
    {
        if (tag.Type == HtmlTokenType.StartTag)
        {
            _lastStartTag = tag.Name;
            if (!_foreign.IsInside) Tokenizer.State = TextModes.After(tag.Name);
        }

        _foreign.Follow(tag.Type, tag.Name, isSelfClosing);
    }

    /// <summary>Where the window goes on, or null when the token is too long for any.</summary>
    private long? WindowAfter(long tokenStart, HtmlParseMode state, HtmlTokenType type)
    {
        if (tokenStart != _windowStart) return tokenStart;

        // Text ends before every '<' and may be cut anywhere; but a CDATA section is text too, and begins with one.
        if (type == HtmlTokenType.Character && state != HtmlParseMode.Script && _window[_primedLength] != '<')
            return _windowStart + _windowLength - _primedLength;

        HasGivenUp = _window.Length >= MaxWindow;
        if (HasGivenUp) return null;

        _window = new char[Math.Min(_window.Length * Growth, MaxWindow)];
        return tokenStart;
    }

    private async ValueTask OpenWindowAsync(long start, HtmlParseMode state)
    {
        // The end of a script, style or title is known by the name of its start tag: the new tokenizer reads that tag first.
        var primer = state == HtmlParseMode.PCData ? "" : "<" + _lastStartTag + ">";
        primer.CopyTo(_window);
        _primedLength = primer.Length;
        _windowStart = start;
        _windowLength = _primedLength + await _text.ReadAsync(start, _window.AsMemory(_primedLength));

        _openTokenizer?.Dispose();
        _openTokenizer = OpenTokenizer();
        if (_primedLength > 0) Tokenizer.GetStructToken();
        Tokenizer.State = state;
    }

    private HtmlTokenizer OpenTokenizer() =>
        new(new TextSource(new CharArrayTextSource(_window, _windowLength)), HtmlEntityProvider.ResolverExtended)
        {
            DisableElementPositionTracking = true,
            ShouldEmitAttribute = IsNeeded,
            SkipCDATA = true,
            SkipComments = true,
            SkipDataText = true,
            SkipPlaintext = true,
            SkipProcessingInstructions = true,
            SkipRawText = true,
            SkipRCDataText = true,
            SkipScriptText = true,
        };

    private static bool IsNeeded(ref StructHtmlToken token, ReadOnlyMemory<char> name) =>
        name.Span is "src" && token.Attributes.Count == 0 && token.Name.Memory.Span is "script";
}
