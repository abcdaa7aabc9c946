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
    private HtmlTokenizer _tokenizer;
    private char[] _window;
    private long _windowStart;
    private int _windowLength;
    private int _primedLength;
    private string _lastStartTag = "";

    internal TagReader(MarkupText text, int firstWindow)
    {
        _text = text;
        _window = new char[Math.Min(firstWindow, text.Length)];
        _tokenizer = OpenWindow(0, HtmlParseMode.PCData);
    }

    /// <summary>True when a token was too long: what follows it is unknown.</summary>
    internal bool HasGivenUp { get; private set; }

    private long Here => _windowStart + _tokenizer.InsertionPoint - _primedLength;

    private bool TouchesWindowEnd =>
        _tokenizer.InsertionPoint >= _windowLength && _windowStart + _windowLength - _primedLength < _text.Length;

    public void Dispose() => _tokenizer.Dispose();

    /// <summary>The next tag or doctype; false at the end.</summary>
    internal bool TryRead(out MarkupTag tag)
    {
        tag = default;

        // After <plaintext> everything is text.
        while (_tokenizer.State != HtmlParseMode.Plaintext)
        {
            var state = _tokenizer.State;
            var start = Here;
            _tokenizer.IsAcceptingCharacterData = _foreign.IsInside;
            ref var token = ref _tokenizer.GetStructToken();
            if (TouchesWindowEnd)
            {
                if (!TryMoveWindow(start, state, token.Type)) return false;
                continue;
            }

            if (token.Type == HtmlTokenType.EndOfFile) return false;
            if (token.Type is HtmlTokenType.StartTag or HtmlTokenType.EndTag or HtmlTokenType.Doctype)
            {
                tag = Describe(ref token, start);
                if (token.Type != HtmlTokenType.Doctype) Follow(tag, token.Type == HtmlTokenType.StartTag && token.IsSelfClosing);
                return true;
            }
        }

        return false;
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
            if (!_foreign.IsInside) _tokenizer.State = TextModes.After(tag.Name);
        }

        _foreign.Follow(tag.Type, tag.Name, isSelfClosing);
    }

    private bool TryMoveWindow(long tokenStart, HtmlParseMode state, HtmlTokenType type)
    {
        var next = tokenStart;
        if (tokenStart == _windowStart)
        {
            // Text ends before every '<' and may be cut anywhere; but a CDATA section is text too, and begins with one.
            if (type == HtmlTokenType.Character && state != HtmlParseMode.Script && _window[_primedLength] != '<')
            {
                next = _windowStart + _windowLength - _primedLength;
            }
            else if (_window.Length < MaxWindow)
            {
                _window = new char[Math.Min(_window.Length * Growth, MaxWindow)];
            }
            else
            {
                HasGivenUp = true;
                return false;
            }
        }

        _tokenizer.Dispose();
        _tokenizer = OpenWindow(next, state);
        return true;
    }

    private HtmlTokenizer OpenWindow(long start, HtmlParseMode state)
    {
        // The end of a script, style or title is known by the name of its start tag: the new tokenizer reads that tag first.
        var primer = state == HtmlParseMode.PCData ? "" : "<" + _lastStartTag + ">";
        primer.CopyTo(_window);
        _primedLength = primer.Length;
        _windowStart = start;
        _windowLength = _primedLength + _text.Read(start, _window.AsSpan(_primedLength));

        var source = new TextSource(new CharArrayTextSource(_window, _windowLength));
        var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.ResolverExtended)
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
        if (_primedLength > 0) tokenizer.GetStructToken();
        tokenizer.State = state;
        return tokenizer;
    }

    private static bool IsNeeded(ref StructHtmlToken token, ReadOnlyMemory<char> name) =>
        name.Span is "src" && token.Attributes.Count == 0 && token.Name.Memory.Span is "script";
}
